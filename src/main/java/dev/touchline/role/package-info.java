/**
 * Which of the roles this process plays, what is switched off with the others (channels, HTTP paths and connections),
 * which role serves which operation in the OpenAPI document, and whether each role can do its work: the dependencies it
 * requires and those it can go on without. Depends on {@code problem}.
 */
package dev.touchline.role;
