/**
 * The main class of the application, and the commands that run instead of the server. Entry: {@code Main}. Depends on
 * {@code database}, {@code messaging.topology}, {@code role}, {@code security}, {@code statistics.archive},
 * {@code statistics.archive.file} and {@code statistics.rebuild}.
 */
package dev.touchline.command;
