/**
 * The meaning of the names of rounds, and the ties and rounds that matches form by who plays whom. Pure functions and
 * values. Entry: {@code RoundName}. Depends on nothing.
 */
package dev.touchline.competition.round;
