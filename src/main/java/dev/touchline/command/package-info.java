/**
 * The entry point of the application, and the commands that it runs instead of serving. Depends on {@code role},
 * {@code security} and {@code statistics}.
 */
package dev.touchline.command;
