/** The meters of messaging, each with the channel as a tag. Depends on nothing. */
package dev.touchline.messaging.meter;
