/** Log lines of faults that repeat. Depends on nothing. */
package dev.touchline.logging;
