/**
 * JSON basics: one strict mapper, {@code FieldReader} for the fields of an object, and the violations that name a wrong
 * field. Entry: {@code Json}. Depends on nothing.
 */
package dev.touchline.json;
