/**
 * What the name of a round means, and which matches are one tie or one round by who plays whom. Pure functions and
 * values. Entry: {@code RoundName}. Depends on nothing.
 */
package dev.touchline.competition.round;
