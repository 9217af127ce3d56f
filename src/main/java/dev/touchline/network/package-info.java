/**
 * The network below the roles: TLS of outgoing connections, from the configurations {@code quarkus.tls.<name>} of
 * Quarkus' TLS registry, and the transport by which Netty waits for sockets. Depends on nothing.
 */
package dev.touchline.network;
