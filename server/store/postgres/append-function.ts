// The function of the database that appends. One call stores what all rooms wait for: one round trip, and one commit.

/**
 * Each append has a document, its epoch, a number, a title, and the count and the size of its updates, which are parts
 * of `all_bytes`. An append whose number its writer has reached with its document is stored already, and is left out.
 *
 * All documents are locked at first, in the order of their ids, so that no two calls wait for each other; with `wait`
 * false those that another transaction holds are left out. From then on the rows stay as they are, so that the
 * sequences rise by one. Answers `kept` or `busy` for each append, and nothing for one whose life of the document is
 * over.
 */
export const appendFunction = `
  CREATE FUNCTION quire.append(
    from_writer uuid, lock_time integer, wait boolean,
    names text[], epochs text[], numbers bigint[], titles text[], title_keys text[], counts bigint[], sizes bigint[],
    owners integer[], starts integer[], lengths integer[], checksums bigint[], all_bytes bytea,
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
    RETURN QUERY WITH found AS (
      SELECT g.*, d.id AS document, d.last_sequence, d.log_length, d.log_bytes, d.snapshot_bytes,
        d.id = ANY (locked) AS is_locked, d.id = ANY (locked) AND g.number > coalesce(w.number, 0) AS is_fresh
      FROM unnest(names, epochs, numbers, titles, title_keys, counts, sizes) WITH ORDINALITY
        AS g (name, epoch, number, title, title_key, count, size, append)
      JOIN quire.documents AS d ON d.name = g.name AND d.epoch = g.epoch AND d.deleted_at IS NULL
      LEFT JOIN quire.writers AS w ON w.document = d.id AND w.writer = from_writer
    ), asked AS (
      SELECT f.append, f.number, f.title, f.title_key, f.document, f.last_sequence, f.is_locked, f.is_fresh,
        f.snapshot_bytes, coalesce(sum(f.count) FILTER (WHERE f.is_fresh) OVER same, 0) AS added,
        f.log_length + coalesce(sum(f.count) FILTER (WHERE f.is_fresh) OVER same, 0) AS length,
        f.log_bytes + coalesce(sum(f.size) FILTER (WHERE f.is_fresh) OVER same, 0) AS bytes,
        f.is_fresh AND f.append = max(f.append) FILTER (WHERE f.is_fresh) OVER same AS is_last
      FROM found AS f WINDOW same AS (PARTITION BY f.document)
    ), parts AS (
      SELECT a.document, p.start, p.length, p.checksum,
        a.last_sequence + row_number() OVER (PARTITION BY a.document ORDER BY p.place) AS sequence
      FROM unnest(owners, starts, lengths, checksums) WITH ORDINALITY AS p (append, start, length, checksum, place)
      JOIN asked AS a ON a.append = p.append WHERE a.is_fresh
    ), stored AS (
      INSERT INTO quire.updates (document, sequence, appended_at, checksum, data)
      SELECT document, sequence, moment, checksum, substring(all_bytes FROM start + 1 FOR length) FROM parts
    ), changed AS (
      UPDATE quire.documents AS d
      SET last_sequence = d.last_sequence + a.added, log_length = a.length, log_bytes = a.bytes,
        title = a.title, title_key = a.title_key, updated_at = moment
      FROM asked AS a WHERE a.is_last AND d.id = a.document
    ), attributed AS (
      INSERT INTO quire.authors (document, client, "user", name)
      SELECT a.document, w.client, w."user", w.name
      FROM unnest(author_owners, author_clients, author_users, author_names) WITH ORDINALITY
        AS w (append, client, "user", name, place)
      JOIN asked AS a ON a.append = w.append WHERE a.is_fresh ORDER BY w.place
      ON CONFLICT DO NOTHING
    ), noted AS (
      INSERT INTO quire.writers (document, writer, number, appended_at)
      SELECT document, from_writer, number, moment FROM asked WHERE is_last
      ON CONFLICT (document, writer) DO UPDATE SET number = excluded.number, appended_at = excluded.appended_at
    ), marked AS (
      INSERT INTO quire.unindexed (document, due)
      SELECT document, moment + least(longest_pause, pause + (bytes + snapshot_bytes) / bytes_a_millisecond)
      FROM asked WHERE is_last
      ON CONFLICT DO NOTHING
    )
    SELECT append, CASE WHEN is_locked THEN 'kept' ELSE 'busy' END, (last_sequence + added)::bigint, length::bigint,
      bytes::bigint, snapshot_bytes
    FROM asked;
  END
  $$;
`;
