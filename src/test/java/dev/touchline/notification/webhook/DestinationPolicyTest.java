package dev.touchline.notification.webhook;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.notification.webhook.DestinationPolicy.RefusedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPolicyTest {

    private static final String NOT_PUBLIC = "must lead to public addresses";
    private static final String NOTATION = "notation";

    private final DestinationPolicy destinationPolicy = new DestinationPolicy(List.of());

    // --- Rejections without a name resolution ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8443",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.7",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
            })
    void nonPublicIpv4AddressIsRejected(String authority) {
        assertRefused("https://" + authority + "/hooks", NOT_PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "0:0:0:0:0:0:0:1",
                "0000:0000:0000:0000:0000:0000:0000:0001",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1",
                "::FFFF:10.0.0.1",
                "0:0:0:0:0:ffff:a9fe:a9fe",
                "::127.0.0.1",
                "::7f00:1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:80ff:fffe",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2002:808:808::1",
                "3fff::1",
                "5f00::1",
                "4000::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fe80::a9fe:a9fe",
                "fec0::1",
                "ff02::1",
                "ff0e::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            })
    void nonPublicIpv6AddressIsRejected(String address) {
        assertRefused("https://[" + address + "]/hooks", NOT_PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "3232235521",
                "017700000001",
                "0x7f000001",
                "0X7F000001",
                "0x",
                "0",
                "127.1",
                "127.0.1",
                "10.1",
                "0x7f.1",
                "0x7f.0.0.1",
                "0x7f.0x0.0x0.0x1",
                "127.0.0.0x1",
                "0177.0.0.1",
                "0177.0.0.01",
                "127.0.0.01",
                "010.8.8.8",
                "008.8.8.8",
                "8.8.8.010",
                "127.0.0.1.",
                "8.8.8.8.",
                "2130706433.",
                "256.1.1.1",
                "1.2.3.4.5",
                "example.1",
                "example.0x7f",
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]",
                "[fe80::1%1]",
                "[2606:4700:4700::1111%eth0]",
                "[::ffff:0177.0.0.1]",
                "[2606:4700:4700::1111",
            })
    void ambiguousAddressNotationIsRejected(String host) {
        String said = refused("https://" + host + "/hooks");
        assertTrue(said.contains(NOTATION) || said.contains("must be a URL"), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "localhost:8443",
                "anything.localhost",
                "localhost.localdomain",
                "localhost6.localdomain6.local",
                "ip6-localhost",
                "broker",
                "kubernetes.default.svc",
                "statistics.touchline.svc.cluster.local",
                "metadata",
                "metadata.google.internal",
                "METADATA.GOOGLE.INTERNAL.",
                "instance-data.ec2.internal",
                "printer.local",
                "router.lan",
                "wiki.corp",
                "nas.home",
                "nas.home.arpa",
                "wiki.intranet",
                "somewhere.test",
                "somewhere.invalid",
                "hidden.onion",
            })
    void internalNameIsRejected(String authority) {
        assertRefused("https://" + authority + "/hooks", "must have a public name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com@127.0.0.1/ | user",
                "https://127.0.0.1@example.com/ | user",
                "https://example.com:443@127.0.0.1/ | user",
                "https://user:secret@example.com/ | user",
                "https://@example.com/ | user",
                "https://example.com%40127.0.0.1/ | host",
                "https://example.com@@127.0.0.1/ | host",
                "https://example.com\\@127.0.0.1/ | encoded",
                "https://127.0.0.1\\.example.com/ | encoded",
                "https:\\\\127.0.0.1\\ | encoded",
                "https://127.0.0.1#@example.com/ | fragment",
                "https://example.com/#fragment | fragment",
                "https://example.com# | fragment",
            })
    void misleadingUrlIsRejected(String url, String says) {
        assertRefused(url, says);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127。0。0。1/",
                "https://１２７.0.0.1/",
                "https://①②⑦.⓪.⓪.①/",
                "https://127．0．0．1/",
                "https://١٢٧.0.0.1/",
                "https://ⓛocalhost/",
                "https://ｌｏｃａｌｈｏｓｔ/",
                "https://exämple.com/",
                "https://example。com/",
                "https://example.com/hooks/č",
                "https://example.com/č\u010aHost: inside",
                "https://example.com/\u2028",
                "https://example.com/\ud800",
                "https://example.com/\u0085",
                "https://exam\u00adple.com/",
            })
    void nonAsciiUrlIsRejected(String url) {
        assertRefused(url, "ASCII");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hooks\r\nX-Injected: yes",
                "https://example.com/hooks\nHost: inside",
                "https://example.com/hooks\rHost: inside",
                "https://example.com/\thooks",
                "https://exam\tple.com/hooks",
                "https://exam\nple.com/hooks",
                "https://example.com/ hooks",
                "https://example.com /hooks",
                " https://example.com/hooks",
                "https://example.com/hooks ",
                "https://example.com/hooks\0",
                "https://example.com\0.example.org/",
                "https://example.com/\u007f",
                "https://example.com/{id}",
                "https://example.com/a|b",
                "https://example.com/a^b`",
                "https://example.com/%zz",
                "https://example.com/%",
            })
    void unencodedCharacterIsRejected(String url) {
        assertRefused(url, "encoded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/hooks",
                "HTTP://example.com/hooks",
                "file:///etc/passwd",
                "file://example.com/etc/passwd",
                "gopher://127.0.0.1:6379/_FLUSHALL",
                "ftp://example.com/",
                "javascript:alert(1)",
                "data:text/plain,hello",
                "jar:https://example.com/a.jar!/",
                "ldap://example.com/",
                "dict://127.0.0.1:11211/stats",
                "unix:/var/run/docker.sock",
                "ws://example.com/",
                "wss://example.com/",
                "httpss://example.com/",
                "//example.com/hooks",
                "/hooks",
                "example.com/hooks",
                "example.com",
            })
    void otherSchemesThanHttpsAreRejected(String url) {
        assertRefused(url, "must begin with https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://",
                "https:///hooks",
                "https:example.com",
                "https:/example.com/hooks",
                "https://:443/hooks",
                "https://?query",
                "https://.example.com/",
                "https://example..com/",
                "https://-example.com/",
                "https://example.com-/",
                "https://exam_ple.com/",
                "https://*.example.com/",
                "https://./",
                "https://[]/",
                "https://[::1/",
                "https://[::1]evil.example.com/",
                "https://[v1.fe80::a]/",
                "https://[127.0.0.1]/",
            })
    void urlWithoutAValidHostIsRejected(String url) {
        assertRefused(url, "https://example.com/hooks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "99999", "00000"})
    void portOutOfRangeIsRejected(String port) {
        assertRefused("https://example.com:" + port + "/", "port from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "443x", "99999999999999999999", "4 43", "0x1bb"})
    void nonNumericPortIsRejected(String port) {
        assertRefused("https://example.com:" + port + "/", "https://example.com/hooks");
    }

    @Test
    void tooLongHostNameIsRejected() {
        assertRefused("https://" + "a".repeat(64) + ".example.com/", "host");
        assertRefused("https://" + "a.".repeat(125) + "example.com/", "host");
    }

    @Test
    void tooLongUrlIsRejected() {
        assertRefused("https://example.com/" + "a".repeat(DestinationPolicy.MAX_URL_LENGTH), "2000");
        assertRefused("", "must begin with https://");
    }

    @Test
    void messageDoesNotRevealThePurposeOfAnAddress() {
        assertEquals(refused("https://10.1.2.3/"), refused("https://169.254.169.254/"));
        assertFalse(refused("https://10.1.2.3/").contains("10.1.2.3"));
    }

    // --- Accepted URLs -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "https://example.com/hooks | example.com | 443 | /hooks",
                "HTTPS://Example.COM/Hooks | Example.COM | 443 | /Hooks",
                "https://example.com | example.com | 443 | /",
                "https://example.com: | example.com | 443 | /",
                "https://example.com?a=b | example.com | 443 | /?a=b",
                "https://example.com:8443/a/b?c=d&e=%20f | example.com | 8443 | /a/b?c=d&e=%20f",
                "https://example.com:65535/ | example.com | 65535 | /",
                "https://example.com:1/ | example.com | 1 | /",
                "https://example.com./ | example.com. | 443 | /",
                "https://xn--exmple-cua.com/ | xn--exmple-cua.com | 443 | /",
                "https://a-b.c-d.example.co.uk/%C3%BC | a-b.c-d.example.co.uk | 443 | /%C3%BC",
                "https://example.com/@127.0.0.1/ | example.com | 443 | /@127.0.0.1/",
                "https://localhost.example.com/ | localhost.example.com | 443 | /",
                "https://127.0.0.1.example.com/ | 127.0.0.1.example.com | 443 | /",
                "https://8.8.8.8/ | 8.8.8.8 | 443 | /",
                "https://100.63.255.255/ | 100.63.255.255 | 443 | /",
                "https://100.128.0.1/ | 100.128.0.1 | 443 | /",
                "https://172.15.255.255/ | 172.15.255.255 | 443 | /",
                "https://172.32.0.1/ | 172.32.0.1 | 443 | /",
                "https://192.167.1.1/ | 192.167.1.1 | 443 | /",
                "https://223.255.255.254/ | 223.255.255.254 | 443 | /",
                "https://[2606:4700:4700::1111]/ | 2606:4700:4700::1111 | 443 | /",
                "https://[2606:4700:4700::1111]:8443/ | 2606:4700:4700::1111 | 8443 | /",
                "https://[::ffff:8.8.8.8]/ | ::ffff:8.8.8.8 | 443 | /",
            })
    void publicUrlIsAcceptedUnchanged(String url, String host, int port, String path) throws RefusedException {
        Destination destination = destinationPolicy.parse(url);
        assertEquals(url, destination.url());
        assertEquals(host, destination.host());
        assertEquals(port, destination.port());
        assertEquals(path, destination.path());
        assertTrue(destination.secure());
    }

    // --- Resolved addresses ------------------------------------------------------------------------------------------

    @Test
    void nameWithPublicAddressesIsAccepted() {
        assertDoesNotThrow(() -> check("https://example.com/", "8.8.8.8", "2606:4700:4700::1111"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "192.168.1.1",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "ff02::1",
            })
    void nameWithOnePrivateAddressIsRejected(String inside) {
        for (List<String> addresses : List.of(
                List.of(inside), List.of("8.8.8.8", inside), List.of(inside, "8.8.8.8", "2606:4700:4700::1111"))) {
            RefusedException refused = assertThrows(
                    RefusedException.class, () -> check("https://example.com/", addresses.toArray(String[]::new)));
            assertTrue(refused.getMessage().contains(NOT_PUBLIC), refused::getMessage);
        }
    }

    @Test
    void ipv4MappedAddressIsRejectedEvenAsAnIpv6Address() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 127;
        mapped[15] = 1;
        InetAddress address = Inet6Address.getByAddress("example.com", mapped, 0);
        assertTrue(address instanceof Inet6Address);
        Destination destination = destinationPolicy.parse("https://example.com/");
        assertThrows(RefusedException.class, () -> destinationPolicy.check(destination, List.of(address)));
    }

    @Test
    void nameWithoutAddressesIsRejected() {
        RefusedException refused =
                assertThrows(RefusedException.class, () -> check("https://example.com/", new String[0]));
        assertTrue(refused.getMessage().contains("no address"), refused::getMessage);
    }

    // --- Allowed ranges ----------------------------------------------------------------------------------------------

    @Test
    void onlyAllowedRangesAreAcceptedWithoutTls() throws RefusedException {
        DestinationPolicy withRanges = new DestinationPolicy(List.of("10.1.0.0/16", " fd00:1::/32 "));
        assertEquals(80, withRanges.parse("http://10.1.2.3/").port());
        assertEquals(443, withRanges.parse("https://10.1.255.255/").port());
        assertFalse(withRanges.parse("http://[fd00:1::5]:8080/").secure());
        for (String url : List.of(
                "http://10.2.0.1/",
                "https://10.0.255.255/",
                "http://127.0.0.1/",
                "http://169.254.169.254/",
                "http://[fd00:2::5]/",
                "http://[::1]/",
                "https://[::ffff:127.0.0.1]/")) {
            assertTrue(refused(withRanges, url).contains(NOT_PUBLIC), url);
        }
        assertTrue(refused(withRanges, "http://8.8.8.8/").contains("https://"), "public addresses still require TLS");
        assertTrue(refused(withRanges, "http://010.1.2.3/").contains(NOTATION));
        assertTrue(refused(withRanges, "ftp://10.1.2.3/").contains("https://"));
    }

    @Test
    void ipv4MappedAddressOfAnAllowedRangeIsAccepted() throws RefusedException {
        DestinationPolicy withRanges = new DestinationPolicy(List.of("10.1.0.0/16"));
        assertEquals(
                "::ffff:10.1.2.3", withRanges.parse("http://[::ffff:10.1.2.3]/").host());
    }

    @Test
    void resolvedAddressesAreCheckedAgainstAllowedRanges() throws Exception {
        DestinationPolicy withRanges = new DestinationPolicy(List.of("127.0.0.0/8"));
        Destination plain = withRanges.parse("http://receiver:8080/");
        Destination secure = withRanges.parse("https://receiver/");
        assertDoesNotThrow(() -> withRanges.check(plain, addresses("127.0.0.1")));
        assertDoesNotThrow(() -> withRanges.check(secure, addresses("127.0.0.1", "8.8.8.8")));
        assertThrows(RefusedException.class, () -> withRanges.check(plain, addresses("127.0.0.1", "8.8.8.8")));
        assertThrows(RefusedException.class, () -> withRanges.check(secure, addresses("127.0.0.1", "10.0.0.1")));
        assertThrows(RefusedException.class, () -> withRanges.check(secure, addresses("::1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "/8", "all", "", "fd00::/129"})
    void invalidRangeFailsTheStart(String range) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new DestinationPolicy(List.of(range)));
        assertTrue(
                refused.getMessage().contains("touchline.webhooks.allowed-ranges")
                        && refused.getMessage().contains("\"" + range + "\""),
                refused::getMessage);
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    private void check(String url, String... addresses) throws RefusedException {
        destinationPolicy.check(destinationPolicy.parse(url), addresses(addresses));
    }

    private static List<InetAddress> addresses(String... addresses) {
        return Stream.of(addresses).map(DestinationPolicyTest::address).toList();
    }

    // Addresses as bytes, as in a DNS response. No name is resolved.
    private static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(
                    "example.com", InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(String url, String says) {
        String said = refused(url);
        assertTrue(said.contains(says), said);
    }

    private String refused(String url) {
        return refused(destinationPolicy, url);
    }

    private static String refused(DestinationPolicy destinationPolicy, String url) {
        return assertThrows(RefusedException.class, () -> destinationPolicy.parse(url), url)
                .getMessage();
    }
}
