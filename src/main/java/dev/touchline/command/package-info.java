/**
 * The entry of the application, and what it does instead of serving when a command is named. Depends on {@code role},
 * {@code security} and {@code statistics}.
 */
package dev.touchline.command;
