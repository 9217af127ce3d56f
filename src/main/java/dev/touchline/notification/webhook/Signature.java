package dev.touchline.notification.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Secrets and signatures of the Standard Webhooks specification. */
public final class Signature {

    static final String ID = Webhook.UNBRANDED_MSG_ID_KEY;
    static final String TIMESTAMP = Webhook.UNBRANDED_MSG_TIMESTAMP_KEY;
    static final String SIGNATURE = Webhook.UNBRANDED_MSG_SIGNATURE_KEY;

    /** The specification requires 24 to 64. */
    private static final int SECRET_BYTES = 32;

    private Signature() {}

    public static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Webhook.SECRET_PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /** The value of the signature header: one signature per secret. */
    static String of(String id, Instant at, String body, List<String> secrets) {
        return secrets.stream().map(secret -> sign(id, at, body, secret)).collect(Collectors.joining(" "));
    }

    private static String sign(String id, Instant at, String body, String secret) {
        try {
            return new Webhook(secret).sign(id, at.getEpochSecond(), body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException("the stored secret is invalid; rotate it", e);
        }
    }
}
