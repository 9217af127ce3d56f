/**
 * The ingest role: takes reports over HTTP, and answers 202 after the broker has confirmed all of them. It needs no
 * database. Entry: {@code EventsResource}, {@code ReportPublisher}. Depends on {@code codec},
 * {@code codec.competition}, {@code codec.directory}, {@code codec.statement}, {@code event}, {@code http},
 * {@code http.query}, {@code json}, {@code logging}, {@code memory}, {@code messaging.connector},
 * {@code messaging.topology}, {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.ingest;
