/**
 * The live role: answers reads, and streams each change of a match to everyone who follows it. Updates arrive over
 * the broker by broadcast and go on in one order, that of their positions; what a process missed it reads from the
 * database. What is asked for often is in memory, and the same updates keep it current. Depends on {@code event}, {@code match},
 * {@code competition}, {@code database}, {@code format}, {@code memory}, {@code problem}, {@code role} and
 * {@code security}.
 */
package dev.touchline.live;
