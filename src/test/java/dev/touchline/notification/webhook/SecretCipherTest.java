package dev.touchline.notification.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretCipherTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static byte[] key(int filler) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filler);
        return key;
    }

    private static SecretCipher ring(int... fillers) {
        return new SecretCipher(
                Arrays.stream(fillers).mapToObj(SecretCipherTest::key).toList());
    }

    @Test
    void secretIsReadBackAndNotStoredInClear() {
        String stored = ring(1).encrypt("sub_1", SECRET);
        assertFalse(stored.contains(SECRET.substring(6)));
        assertNotEquals(stored, ring(1).encrypt("sub_1", SECRET), "each text has a nonce of its own");
        assertEquals(SECRET, ring(1).decrypt("sub_1", stored));
    }

    @Test
    void firstKeyEncryptsAndAllDecrypt() {
        String old = ring(1).encrypt("sub_1", SECRET);
        assertEquals(SECRET, ring(2, 1).decrypt("sub_1", old));
        String renewed = ring(2, 1).encrypt("sub_1", SECRET);
        assertEquals(SECRET, ring(2).decrypt("sub_1", renewed));
        IllegalStateException unknown = assertThrows(IllegalStateException.class, () -> ring(2).decrypt("sub_1", old));
        assertTrue(unknown.getMessage().contains("touchline.webhooks.secret-keys"), unknown::getMessage);
    }

    @Test
    void secretOfAnotherSubscriptionIsRefused() {
        String stored = ring(1).encrypt("sub_1", SECRET);
        assertThrows(IllegalStateException.class, () -> ring(1).decrypt("sub_2", stored));
        for (String changed : List.of(stored.substring(0, stored.length() - 4), SECRET, "", ":", "x:y")) {
            assertThrows(IllegalStateException.class, () -> ring(1).decrypt("sub_1", changed));
        }
    }

    @Test
    void keyOfAnotherLengthIsRefused() {
        List<byte[]> tooShort = List.of(new byte[16]);
        assertThrows(IllegalArgumentException.class, () -> new SecretCipher(tooShort));
    }
}
