/**
 * The fields that events and statements share. Entry: {@code EventFields}. Depends on {@code event} and {@code json}.
 */
package dev.touchline.codec.field;
