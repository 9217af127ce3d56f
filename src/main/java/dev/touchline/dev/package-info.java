/**
 * For development and tests: a broker and a database inside this process, where none is configured. The libraries
 * they are made of are not in the artifact, and nothing here runs in production. Nobody may depend on this room.
 */
package dev.touchline.dev;
