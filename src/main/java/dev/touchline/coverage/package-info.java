/**
 * Whether the reporters of a match are heard from: pure functions of their last signs of life, the settings, and the time.
 * Entry: {@code Coverage}. Depends on {@code event}, {@code json} and {@code weighing}.
 */
package dev.touchline.coverage;
