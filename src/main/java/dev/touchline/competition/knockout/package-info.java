/**
 * The knock-outs of a competition: rounds, ties and their legs, and who goes on. Pure functions and values, as in
 * {@code competition}. Entry: {@code Bracket}. Depends on {@code competition}, {@code competition.round},
 * {@code event}, {@code match} and {@code match.tally}.
 */
package dev.touchline.competition.knockout;
