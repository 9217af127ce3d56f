package dev.touchline.network;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses by which callers are told apart for limits. Quarkus takes the first address of {@code X-Forwarded-For},
 * which is the client's own claim where proxies append; the last hop that no trusted proxy has added cannot be forged.
 */
@ApplicationScoped
public class ClientAddresses {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final int IPV6_LENGTH = 16;
    /** A household or a server has this part of its IPv6 addresses in common, and may use any rest. */
    private static final int IPV6_SUBNET = 8;

    private final List<CidrRange> trustedProxies;

    @Inject
    ClientAddresses(ProxyConfig config) {
        this(config.trustedProxies().orElse(List.of()));
    }

    ClientAddresses(List<String> trustedProxies) {
        this.trustedProxies =
                trustedProxies.stream().map(ClientAddresses::range).toList();
    }

    private static CidrRange range(String text) {
        try {
            return CidrRange.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "touchline.http.trusted-proxies has \"" + text + "\", which is not a range such as 10.1.0.0/16", e);
        }
    }

    /** The address of the request's client; an IPv6 address stands for its /64 network. */
    public String of(HttpServerRequest request) {
        io.vertx.core.net.SocketAddress peer = request.connection().remoteAddress();
        String address = peer == null ? null : peer.hostAddress();
        if (address == null) {
            return "";
        }
        boolean ipv4 = address.indexOf(':') < 0;
        return trustedProxies.isEmpty()
                ? ipv4 ? address : key(parse(address))
                : of(parse(address), request.headers().getAll(FORWARDED_FOR));
    }

    String of(InetAddress peer, List<String> forwardedFor) {
        InetAddress client = peer;
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0 && isTrustedProxy(client); i--) {
            InetAddress hop = parse(hops[i].strip());
            if (hop == null) {
                break;
            }
            client = hop;
        }
        return key(client);
    }

    /** The address of a connection's peer; an IPv6 address stands for its /64 network. */
    public static String of(InetSocketAddress peer) {
        return key(peer.getAddress());
    }

    /** Whether the address is a trusted proxy's, which connects for many clients. */
    public boolean isTrustedProxy(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    // Some load balancers append the port: 192.0.2.1:50000, [2001:db8::1]:50000.
    static InetAddress parse(String hop) {
        int bracket = hop.indexOf(']');
        int colon = hop.indexOf(':');
        boolean ipv4WithPort = colon > 0 && colon == hop.lastIndexOf(':');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(
                bracket > 0 ? hop.substring(1, bracket) : ipv4WithPort ? hop.substring(0, colon) : hop);
        try {
            // Turns an IPv4-mapped IPv6 address into an IPv4 address.
            return address == null ? null : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static String key(InetAddress address) {
        return address instanceof Inet6Address
                ? NetUtil.bytesToIpAddress(Arrays.copyOf(Arrays.copyOf(address.getAddress(), IPV6_SUBNET), IPV6_LENGTH))
                        + "/64"
                : address.getHostAddress();
    }
}
