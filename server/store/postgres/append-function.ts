// The function of the database that appends. One call stores what all rooms wait for: one round trip, and one commit.

/**
 * Each append has a document, its epoch, a title and a number; the updates are parts of `bytes`. An append whose number
 * its writer has reached with its document is stored already, and is left out.
 *
 * All documents are locked at first, in the order of their ids, so that no two calls wait for each other; with
 * `wait` false those that another transaction holds are left out. From then on the rows stay as they are, so that the
 * sequences rise by one. Answers `kept` or `busy` for each append, and nothing for one whose life of the document is
 * over.
 */
export const appendFunction = `
  CREATE FUNCTION quire.append(
    from_writer uuid, lock_time integer, wait boolean,
    names text[], epochs text[], numbers bigint[], titles text[], title_keys text[],
    owners integer[], starts integer[], lengths integer[], checksums bigint[], bytes bytea,
    author_owners integer[], author_clients bigint[], author_users text[], author_names text[],
    pause integer, longest_pause integer, bytes_a_millisecond integer
  ) RETURNS TABLE (
    append bigint, outcome text, last_sequence bigint, log_length bigint, log_bytes bigint, snapshot_bytes bigint
  )
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    locked bigint[];
    moment bigint;
  BEGIN
    PERFORM set_config('synchronous_commit', 'on', true)
      WHERE current_setting('synchronous_commit') <> 'remote_apply';
    PERFORM set_config('lock_timeout', lock_time::text, true);
    IF wait THEN
      SELECT array_agg(id) INTO locked FROM (
        SELECT id FROM quire.documents WHERE name = ANY (names) ORDER BY id FOR NO KEY UPDATE
      ) AS ordered;
    ELSE
      SELECT array_agg(id) INTO locked FROM (
        SELECT id FROM quire.documents WHERE name = ANY (names) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
      ) AS ordered;
    END IF;
    moment := quire.now();
    RETURN QUERY WITH asked AS (
      SELECT g.append, g.number, g.title, g.title_key, d.id AS document, d.last_sequence,
        d.id = ANY (locked) AS is_locked, g.number > coalesce(w.number, 0) AS is_new
      FROM unnest(names, epochs, numbers, titles, title_keys) WITH ORDINALITY
        AS g (name, epoch, number, title, title_key, append)
      JOIN quire.documents AS d ON d.name = g.name AND d.epoch = g.epoch AND d.deleted_at IS NULL
      LEFT JOIN quire.writers AS w ON w.document = d.id AND w.writer = from_writer
    ), fresh AS (
      SELECT * FROM asked WHERE is_locked AND is_new
    ), parts AS (
      SELECT f.document, p.start, p.length, p.checksum,
        f.last_sequence + row_number() OVER (PARTITION BY f.document ORDER BY p.place) AS sequence
      FROM unnest(owners, starts, lengths, checksums) WITH ORDINALITY AS p (append, start, length, checksum, place)
      JOIN fresh AS f ON f.append = p.append
    ), stored AS (
      INSERT INTO quire.updates (document, sequence, appended_at, checksum, data)
      SELECT document, sequence, moment, checksum, substring(bytes FROM start + 1 FOR length) FROM parts
    ), totals AS (
      SELECT document, max(sequence) AS last_sequence, count(*) AS length, sum(length) AS size
      FROM parts GROUP BY document
    ), latest AS (
      SELECT DISTINCT ON (document) document, title, title_key, number FROM fresh ORDER BY document, append DESC
    ), changed AS (
      UPDATE quire.documents AS d
      SET last_sequence = t.last_sequence, log_length = d.log_length + t.length, log_bytes = d.log_bytes + t.size,
        title = l.title, title_key = l.title_key, updated_at = moment
      FROM totals AS t JOIN latest AS l ON l.document = t.document
      WHERE d.id = t.document
      RETURNING d.id, d.last_sequence, d.log_length, d.log_bytes, d.snapshot_bytes
    ), attributed AS (
      INSERT INTO quire.authors (document, client, "user", name)
      SELECT f.document, a.client, a."user", a.name
      FROM unnest(author_owners, author_clients, author_users, author_names) WITH ORDINALITY
        AS a (append, client, "user", name, place)
      JOIN fresh AS f ON f.append = a.append ORDER BY a.place
      ON CONFLICT DO NOTHING
    ), noted AS (
      INSERT INTO quire.writers (document, writer, number, appended_at)
      SELECT document, from_writer, number, moment FROM latest
      ON CONFLICT (document, writer) DO UPDATE SET number = excluded.number, appended_at = excluded.appended_at
    ), marked AS (
      INSERT INTO quire.unindexed (document, due)
      SELECT id, moment + least(longest_pause, pause + (log_bytes + snapshot_bytes) / bytes_a_millisecond)
      FROM changed
      ON CONFLICT DO NOTHING
    )
    SELECT a.append, CASE WHEN a.is_locked THEN 'kept' ELSE 'busy' END,
      coalesce(c.last_sequence, a.last_sequence),
      coalesce(c.log_length, 0), coalesce(c.log_bytes, 0), coalesce(c.snapshot_bytes, 0)
    FROM asked AS a LEFT JOIN changed AS c ON c.id = a.document;
  END
  $$;
`;
