// The tables, in a schema of their own, and how they are made. Several servers may start at the same time, and others,
// older ones, may be running: a migration adds, and changes nothing that these use.

import { limits } from '../../limits/limits.ts';
import { appendFunction } from './append-function.ts';
import type { Database, Query } from './database.ts';

/** PostgreSQL 13, as `server_version_num` says it. */
const oldestServer = 130_000;

/**
 * Each migration leads from one version of the schema to the next. A migration that was released is never changed.
 * Times are in milliseconds since 1970, UTC, by the clock of the database, which all servers share.
 */
const migrations = [
  // An epoch names one life of a document. Sequences count its updates from 1 without gaps: first those in the history,
  // which the snapshot sums up, then those in `updates`. Checksums are CRC-32 of `data`. A row of `writers` is the last
  // append of one server to one document: see append-batches.ts. A row of `unindexed` is a document that `texts` does
  // not have as it is. Bytes of files are in `pieces`; a blob without a hash is still arriving.
  `
  CREATE FUNCTION quire.now() RETURNS bigint LANGUAGE sql VOLATILE
    AS 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
  CREATE TABLE quire.documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    epoch text NOT NULL,
    title text NOT NULL DEFAULT '',
    title_key text COLLATE "C" NOT NULL,
    last_sequence bigint NOT NULL DEFAULT 0,
    log_length bigint NOT NULL DEFAULT 0,
    log_bytes bigint NOT NULL DEFAULT 0,
    snapshot_bytes bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint
  ) WITH (fillfactor = 70);
  CREATE INDEX documents_by_change ON quire.documents (updated_at, name) WHERE deleted_at IS NULL;
  CREATE INDEX documents_by_creation ON quire.documents (created_at, name) WHERE deleted_at IS NULL;
  CREATE INDEX documents_by_title ON quire.documents (title_key, name) WHERE deleted_at IS NULL;
  CREATE TABLE quire.updates (
    document bigint NOT NULL,
    sequence bigint NOT NULL,
    appended_at bigint NOT NULL,
    checksum bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (document, sequence)
  );
  CREATE TABLE quire.snapshots (
    document bigint PRIMARY KEY,
    last_sequence bigint NOT NULL,
    made_at bigint NOT NULL,
    checksum bigint NOT NULL,
    data bytea NOT NULL
  );
  CREATE TABLE quire.history (
    document bigint NOT NULL,
    first_sequence bigint NOT NULL,
    last_sequence bigint NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    checksum bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (document, first_sequence)
  );
  CREATE TABLE quire.writers (
    document bigint NOT NULL,
    writer uuid NOT NULL,
    number bigint NOT NULL,
    appended_at bigint NOT NULL,
    PRIMARY KEY (document, writer)
  ) WITH (fillfactor = 70);
  CREATE TABLE quire.authors (
    document bigint NOT NULL,
    client bigint NOT NULL,
    "user" text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (document, client)
  );
  CREATE TABLE quire.links (
    id text PRIMARY KEY,
    document bigint NOT NULL,
    role text NOT NULL,
    created_at bigint NOT NULL,
    created_by text,
    expires_at bigint
  );
  CREATE INDEX links_by_document ON quire.links (document);
  CREATE TABLE quire.revocations (
    key text PRIMARY KEY,
    token text NOT NULL,
    "user" text NOT NULL,
    document text NOT NULL,
    at bigint NOT NULL
  );
  CREATE TABLE quire.files (
    document bigint NOT NULL,
    hash text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    width integer,
    height integer,
    PRIMARY KEY (document, hash)
  );
  CREATE INDEX files_by_hash ON quire.files (hash);
  CREATE TABLE quire.blobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash text UNIQUE,
    size bigint,
    arrived_at bigint NOT NULL
  );
  CREATE TABLE quire.pieces (
    blob bigint NOT NULL REFERENCES quire.blobs (id) ON DELETE CASCADE,
    number integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (blob, number)
  );
  ALTER TABLE quire.pieces ALTER COLUMN data SET STORAGE EXTERNAL;
  CREATE TABLE quire.texts (
    document bigint PRIMARY KEY,
    epoch text NOT NULL,
    sequence bigint NOT NULL,
    updated_at bigint NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    title_words tsvector NOT NULL,
    words tsvector NOT NULL
  );
  CREATE INDEX texts_by_words ON quire.texts USING gin (words);
  CREATE TABLE quire.unindexed (
    document bigint PRIMARY KEY,
    due bigint NOT NULL
  );
  CREATE INDEX unindexed_by_due ON quire.unindexed (due);
  ${appendFunction}
  `,
];

/**
 * Brings the schema to the version of this server, and waits for another server that does so. Throws a sentence when
 * the database cannot be used.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transact(async (query) => {
    const [server] = await query(
      `SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version,
         current_setting('server_encoding') AS encoding`,
    );
    if ((server!['number'] as number) < oldestServer) {
      throw new Error(`it is PostgreSQL ${String(server!['version'])}, and Quire needs PostgreSQL 13 or newer`);
    }
    if (server!['encoding'] !== 'UTF8') throw new Error(`its encoding is ${String(server!['encoding'])}, not UTF8`);
    await query(`SET LOCAL lock_timeout = ${limits.migrationTime}`);
    await query(`SELECT pg_advisory_xact_lock(hashtextextended('quire migrations', 0))`);
    const version = await versionOf(query);
    if (version > migrations.length) {
      throw new Error(
        `a newer Quire wrote it (its version is ${version}, this one's is ${migrations.length}): start a newer Quire`,
      );
    }
    if (version === migrations.length) return;
    for (const statements of migrations.slice(version)) await query(statements);
    await query(`DELETE FROM quire.version; INSERT INTO quire.version (version) VALUES (${migrations.length})`);
  }, limits.migrationTime);
}

/** The version of the schema; 0, and an empty schema, when there was none. */
async function versionOf(query: Query): Promise<number> {
  // Whoever may create no schema can be given one, which is asked first: IF NOT EXISTS would be refused all the same.
  const [schema] = await query(`SELECT to_regnamespace('quire') AS name`);
  if (schema!['name'] === null) await query('CREATE SCHEMA quire');
  await query('CREATE TABLE IF NOT EXISTS quire.version (version integer NOT NULL)');
  const [row] = await query('SELECT version FROM quire.version');
  return (row?.['version'] as number | undefined) ?? 0;
}
