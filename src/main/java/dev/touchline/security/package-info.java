/**
 * Who may do what: bearer tokens and the roles they carry, the names a producer may report under, and the command's
 * side of it, keys and tokens. Depends on nothing; what is refused becomes an answer in {@code problem}.
 */
package dev.touchline.security;
