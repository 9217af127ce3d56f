package dev.touchline.notification.webhook;

import dev.touchline.network.CidrRange;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides which URLs and addresses webhooks may call: public ones, and the configured ranges. A name can resolve to
 * another address at any time, so {@link #check} checks the addresses of every call, not only the URL.
 */
@ApplicationScoped
public class DestinationPolicy {

    public static final int MAX_URL_LENGTH = 2_000;

    private static final int MAX_NAME_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final char DEL_CHARACTER = 0x7f;

    // IANA's registries of special-purpose addresses (RFC 6890 and its updates), multicast, and cloud services.
    private static final List<CidrRange> RESERVED_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by customers of a carrier; a cloud's metadata service
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's own services, although it looks public
            "169.254.0.0/16", // link-local; most clouds' metadata services
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments; a cloud's metadata service
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // name servers' own
            "192.52.193.0/24", // multicast tunnels
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // name servers' own
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast
    // Only this part of IPv6 is allocated; the next list excludes ranges within it.
    private static final List<CidrRange> ALLOCATED_6 = ranges("2000::/3");
    private static final List<CidrRange> RESERVED_6 = ranges(
            "2001::/23", // protocol assignments, with tunnels that hide an IPv4 address
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which hides an IPv4 address
            "3fff::/20"); // documentation

    private static final Pattern NUMBER = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern LEADING_ZERO = Pattern.compile("(.*[.:])?0\\d+\\..*|.*\\.0\\d.*");
    // RFC 6761, RFC 8375, and suffixes that are internal by convention.
    private static final Pattern INTERNAL = Pattern.compile("(.*\\.)?(localhost|localdomain|local|internal|intranet"
            + "|private|lan|corp|home|home\\.arpa|svc|test|invalid|onion)");

    private final List<CidrRange> allowed;

    @Inject
    DestinationPolicy(WebhookConfig config) {
        this(config.allowedRanges().orElse(List.of()));
    }

    DestinationPolicy(List<String> allowed) {
        this.allowed = allowed.stream().map(DestinationPolicy::allowed).toList();
    }

    /** The destination is refused; the message says what would be right. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }

    private static List<CidrRange> ranges(String... ranges) {
        return Stream.of(ranges).map(CidrRange::parse).toList();
    }

    private static CidrRange allowed(String range) {
        try {
            return CidrRange.parse(range.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "touchline.webhooks.allowed-ranges has \"" + range + "\"; each must be a range such as 10.1.0.0/16",
                    e);
        }
    }

    /** Parses a URL and checks all that can be checked without a look-up of its name. */
    public Destination parse(String url) throws RefusedException {
        if (url.length() > MAX_URL_LENGTH || !url.chars().allMatch(c -> c > ' ' && c < DEL_CHARACTER)) {
            // Includes characters that a lenient encoder could turn into a line break.
            throw new RefusedException("must be a URL of ASCII, such as https://example.com/hooks, with everything else"
                    + " encoded, of up to " + MAX_URL_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new RefusedException("must be a URL such as https://example.com/hooks, with everything else encoded");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && !allowed.isEmpty())) {
            throw new RefusedException("must begin with https://");
        }
        if (uri.getHost() == null) {
            throw new RefusedException(
                    "must have a host as in https://example.com/hooks: a name, or an address in its usual notation");
        }
        if (uri.getRawUserInfo() != null) {
            throw new RefusedException("must not have a user or a password; calls are signed instead");
        }
        if (uri.getRawFragment() != null) {
            throw new RefusedException("must not have a fragment");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new RefusedException("must have a port from 1 to 65535");
        }
        Destination destination = Destination.parse(uri);
        checkHost(destination);
        return destination;
    }

    private void checkHost(Destination destination) throws RefusedException {
        String host = destination.host();
        if (host.indexOf(':') >= 0 || DOTTED_QUAD.matcher(host).matches()) {
            if (host.indexOf('%') >= 0 || LEADING_ZERO.matcher(host).matches()) {
                throw new RefusedException("must not have an address in an unusual notation");
            }
            try {
                // The host is an address, so this does no look-up.
                check(destination, List.of(InetAddress.getByName(host)));
            } catch (UnknownHostException e) {
                throw new RefusedException("must not have an address in an unusual notation");
            }
            return;
        }
        String name = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
        String[] labels = name.split("\\.", -1);
        // Parsers disagree whether a host with a numeric last label is an address or a name.
        if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
            throw new RefusedException("must not have an address in an unusual notation");
        }
        // RFC 1035, section 2.3.4: longer names cannot be resolved.
        if (name.length() > MAX_NAME_LENGTH || Stream.of(labels).anyMatch(label -> label.length() > MAX_LABEL_LENGTH)) {
            throw new RefusedException("must have a host of up to " + MAX_NAME_LENGTH + " characters, with up to "
                    + MAX_LABEL_LENGTH + " between its dots");
        }
        boolean internal = labels.length == 1 || INTERNAL.matcher(name).matches();
        if (internal && allowed.isEmpty()) {
            throw new RefusedException("must have a public name; " + printable(name) + " is internal");
        }
    }

    /** Refuses a host if any of its addresses may not be called: one internal address marks the name as internal. */
    void check(Destination destination, List<InetAddress> addresses) throws RefusedException {
        if (addresses.isEmpty()) {
            throw new RefusedException("the name has no address");
        }
        for (InetAddress address : addresses) {
            boolean named = matches(allowed, address);
            if (!named && !isPublic(address)) {
                // The message must not name the address: it would let callers map the internal network.
                throw new RefusedException("must lead to public addresses, and does not");
            }
            if (!named && !destination.secure()) {
                throw new RefusedException("must begin with https://");
            }
        }
    }

    private static boolean isPublic(InetAddress address) {
        // InetAddress turns IPv4-mapped IPv6 addresses into IPv4 addresses.
        return address instanceof Inet4Address
                ? !matches(RESERVED_4, address)
                : matches(ALLOCATED_6, address) && !matches(RESERVED_6, address);
    }

    private static boolean matches(List<CidrRange> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static String printable(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }
}
