/** Memory of this process: bounds that are shares of the heap, and the meters of memory. Depends on nothing. */
package dev.touchline.memory;
