/**
 * The network below the roles: TLS of outgoing connections, from the configurations {@code quarkus.tls.<name>} of
 * Quarkus' TLS registry, the transport by which Netty waits for sockets, ranges of addresses, and the addresses of
 * clients behind proxies ({@code ClientAddresses}). Depends on nothing.
 */
package dev.touchline.network;
