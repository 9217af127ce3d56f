/**
 * The JSON of statements about a match: decisions, full lists, line-ups and others. Entry: {@code StatementJson}. Depends
 * on {@code codec.field}, {@code event}, {@code json} and {@code sport}.
 */
package dev.touchline.codec.statement;
