/**
 * Archives as files: JSON lines with a header and a digest, compressed by gzip. Entry: {@code ArchiveWriter} and {@code
 * ArchiveReader}. Depends on {@code event} and {@code json}.
 */
package dev.touchline.statistics.archive.file;
