/**
 * The OpenAPI document: the parts that the build derives from the form of an operation ({@code OperationsFilter}), and
 * the requests of operations that it does not have ({@code OperationCheck}). Depends on {@code http}, {@code json},
 * {@code live.cache} and {@code role}.
 */
package dev.touchline.openapi;
