package dev.touchline.network;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of addresses in the notation of RFC 4632 and RFC 4291: {@code 10.0.0.0/8}, {@code fd00::/8}. An IPv4 address
 * is in no IPv6 range.
 */
public record CidrRange(byte[] network, int prefix) {

    /** Parses a range without looking up names; throws IllegalArgumentException if the text is not a range. */
    public static CidrRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
        int prefix = network == null ? -1 : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > network.length * Byte.SIZE) {
            throw new IllegalArgumentException(text);
        }
        return new CidrRange(network, prefix);
    }

    /** Whether the address is in the range. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.length && prefixOf(bytes).equals(prefixOf(network));
    }

    private BigInteger prefixOf(byte[] bytes) {
        return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - prefix);
    }
}
