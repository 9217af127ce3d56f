/**
 * The JSON of competition definitions and their stages. Entry: {@code CompetitionDefinitionJson}. Depends on
 * {@code codec.catalogue}, {@code event}, {@code json} and {@code sport}.
 */
package dev.touchline.codec.competition;
