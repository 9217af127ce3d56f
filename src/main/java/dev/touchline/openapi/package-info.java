/**
 * The parts of the OpenAPI document that the build derives from the form of an operation. Entry: {@code
 * OperationsFilter}. Depends on {@code live.cache} and {@code role}.
 */
package dev.touchline.openapi;
