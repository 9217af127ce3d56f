/**
 * JSON and CloudEvents of updates, and the stored form of a tally. Entry: {@code UpdateJson}. Depends on {@code codec},
 * {@code codec.catalogue}, {@code event}, {@code json}, {@code match}, {@code match.tally} and {@code sport}.
 */
package dev.touchline.codec.update;
