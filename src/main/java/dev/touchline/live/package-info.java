/**
 * The live role: answers reads, and streams each change of a match to everyone who follows it. Updates arrive over
 * the broker by broadcast; what a process missed it reads from the database. Depends on {@code event}, {@code match},
 * {@code competition}, {@code format}, {@code problem} and {@code role}.
 */
package dev.touchline.live;
