/**
 * The SmallRye connector {@code touchline}, which loses no message in either direction and bounds the messages in
 * flight. Entry: {@code ReliableConnector}. Faults are numbered as in the list of what the stock connector does not do:
 * (1) a reconnect under load overruns its buffer and ends its consumer; (2) it waits ten seconds to reconnect; (3) it
 * acknowledges on whichever channel is open; (4) what was unconfirmed at a loss stays so; (5) it does not ask for
 * confirms; (6) what reaches no queue vanishes; (8) what is requeued may be so for ever; (9) bursts overrun its
 * emitter; (11) its liveness needs the broker; (12) what it cannot convert stalls it; (13) it hangs when started
 * without the broker. Depends on {@code memory}, {@code messaging.topology}, {@code role} and {@code tracing}.
 */
package dev.touchline.messaging.connector;
