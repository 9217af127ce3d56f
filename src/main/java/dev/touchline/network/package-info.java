/** TLS of outgoing connections, and the transport of Netty. Depends on no other package. */
package dev.touchline.network;
