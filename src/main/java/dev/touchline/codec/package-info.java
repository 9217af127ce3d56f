/**
 * JSON and CloudEvents of reports, validated completely with every violation named. {@code EventsReader} reads the body
 * of {@code POST /events}, {@code ReportBatch} the AMQP message, {@code LogEntryJson} the event log. Depends on
 * {@code codec.catalogue}, {@code codec.competition}, {@code codec.field}, {@code codec.statement}, {@code event},
 * {@code json} and {@code sport}.
 */
package dev.touchline.codec;
