package dev.touchline.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {

    private final ClientAddresses addresses = new ClientAddresses(List.of("10.1.0.0/16", "fd00::/8"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.0.9 | 192.0.2.7 | 192.0.2.7",
                "10.1.0.9 | spoof, 192.0.2.7 | 192.0.2.7",
                "10.1.0.9 | 198.51.100.1, 192.0.2.7 | 192.0.2.7",
                "10.1.0.9 | 198.51.100.1, 192.0.2.7, 10.1.2.3 | 192.0.2.7",
                "10.1.0.9 | 192.0.2.7:50123 | 192.0.2.7",
                "10.1.0.9 | [2001:db8:1:2:3::4]:50123 | 2001:db8:1:2::/64",
                "10.1.0.9 | ::ffff:192.0.2.7 | 192.0.2.7",
                "fd00::9 | 192.0.2.7 | 192.0.2.7",
                // The chain consists of proxies, or ends with something that is no address.
                "10.1.0.9 | 10.1.2.3 | 10.1.2.3",
                "10.1.0.9 | 192.0.2.7, unknown | 10.1.0.9",
                "10.1.0.9 | '' | 10.1.0.9",
                // Not connected from a trusted proxy.
                "192.0.2.1 | 198.51.100.1 | 192.0.2.1",
                "10.2.0.9 | 198.51.100.1 | 10.2.0.9"
            })
    void lastHopThatIsNoTrustedProxyCounts(String peer, String forwardedFor, String client) {
        assertEquals(client, addresses.of(ClientAddresses.parse(peer), List.of(forwardedFor)));
    }

    @Test
    void headersThatAreSentSeveralTimesAreOneList() {
        assertEquals(
                "192.0.2.7",
                addresses.of(ClientAddresses.parse("10.1.0.9"), List.of("198.51.100.1", "192.0.2.7, 10.1.2.3")));
    }

    @Test
    void ipv6AddressStandsForItsNetwork() {
        assertEquals("2001:db8:1:2::/64", ClientAddresses.of(new InetSocketAddress("2001:db8:1:2:3:4:5:6", 80)));
    }

    @Test
    void wrongRangeIsNamed() {
        for (String range : List.of("10.1.0.0", "10.1.0.0/33", "proxy/8")) {
            assertThrows(IllegalArgumentException.class, () -> new ClientAddresses(List.of(range)), range);
        }
    }
}
