--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pgboss; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA pgboss;


--
-- Name: job_state; Type: TYPE; Schema: pgboss; Owner: -
--

CREATE TYPE pgboss.job_state AS ENUM (
    'created',
    'retry',
    'active',
    'completed',
    'cancelled',
    'failed'
);


--
-- Name: delivery_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.delivery_status AS ENUM (
    'pending',
    'running',
    'success',
    'failed'
);


--
-- Name: run_status; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.run_status AS ENUM (
    'pending',
    'running',
    'success',
    'error'
);


--
-- Name: create_queue(text, jsonb); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.create_queue(queue_name text, options jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
    DECLARE
      tablename varchar := CASE WHEN options->>'partition' = 'true'
                            THEN 'j' || encode(sha224(queue_name::bytea), 'hex')
                            ELSE 'job_common'
                            END;
      queue_created_on timestamptz;
    BEGIN

      WITH q as (
        INSERT INTO pgboss.queue (
          name,
          policy,
          retry_limit,
          retry_delay,
          retry_backoff,
          retry_delay_max,
          expire_seconds,
          retention_seconds,
          deletion_seconds,
          warning_queued,
          dead_letter,
          partition,
          table_name,
          heartbeat_seconds,
          notify,
          created_on,
          updated_on
        )
        VALUES (
          queue_name,
          options->>'policy',
          COALESCE((options->>'retryLimit')::int, 2),
          COALESCE((options->>'retryDelay')::int, 0),
          COALESCE((options->>'retryBackoff')::bool, false),
          (options->>'retryDelayMax')::int,
          COALESCE((options->>'expireInSeconds')::int, 900),
          COALESCE((options->>'retentionSeconds')::int, 1209600),
          COALESCE((options->>'deleteAfterSeconds')::int, 604800),
          COALESCE((options->>'warningQueueSize')::int, 0),
          options->>'deadLetter',
          COALESCE((options->>'partition')::bool, false),
          tablename,
          (options->>'heartbeatSeconds')::int,
          COALESCE((options->>'notify')::bool, false),
          pgboss.job_now(),
          pgboss.job_now()
        )
        ON CONFLICT DO NOTHING
        RETURNING created_on
      )
      SELECT created_on into queue_created_on from q;

      IF queue_created_on IS NULL OR options->>'partition' IS DISTINCT FROM 'true' THEN
        RETURN;
      END IF;

      EXECUTE format('CREATE TABLE pgboss.%I (LIKE pgboss.job INCLUDING DEFAULTS)', tablename);

      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD PRIMARY KEY (name, id)$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue (name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED$cmd$, tablename);

      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i11 ON pgboss.job (name, priority DESC, created_on, start_after) WHERE state < 'active' AND NOT blocked$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i4 ON pgboss.job (name, singleton_on, COALESCE(singleton_key, '')) WHERE state <> 'cancelled' AND singleton_on IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i7 ON pgboss.job (name, group_id) WHERE state = 'active' AND group_id IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i9 ON pgboss.job (name, id) WHERE blocking AND state = 'completed'$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i12 ON pgboss.job (source_root_id) WHERE source_root_id IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i13 ON pgboss.job (name, singleton_key) WHERE state = 'created' AND upsert_by_key$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i14 ON pgboss.job (name, state, blocked, start_after) WHERE state IN ('created', 'retry', 'active', 'failed')$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i15 ON pgboss.job (name, created_on)$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i16 ON pgboss.job (name, completed_on) WHERE completed_on IS NOT NULL$cmd$, tablename);
      EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i17 ON pgboss.job (name, singleton_key, created_on) WHERE state < 'active' AND singleton_key IS NOT NULL$cmd$, tablename);

      IF options->>'policy' = 'short' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i1 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state = 'created' AND policy = 'short'$cmd$, tablename);
      ELSIF options->>'policy' = 'singleton' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i2 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state = 'active' AND policy = 'singleton'$cmd$, tablename);
      ELSIF options->>'policy' = 'stately' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i3 ON pgboss.job (name, state, COALESCE(singleton_key, '')) WHERE state <= 'active' AND policy = 'stately'$cmd$, tablename);
      ELSIF options->>'policy' = 'exclusive' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i6 ON pgboss.job (name, COALESCE(singleton_key, '')) WHERE state <= 'active' AND policy = 'exclusive'$cmd$, tablename);
      ELSIF options->>'policy' = 'key_strict_fifo' THEN
        EXECUTE pgboss.job_table_format($cmd$CREATE UNIQUE INDEX job_i8 ON pgboss.job (name, singleton_key) WHERE state IN ('active', 'retry', 'failed') AND policy = 'key_strict_fifo'$cmd$, tablename);
        EXECUTE pgboss.job_table_format($cmd$CREATE INDEX job_i10 ON pgboss.job (name, singleton_key, state DESC, created_on, id) INCLUDE (start_after) WHERE state < 'active' AND NOT blocked AND policy = 'key_strict_fifo'$cmd$, tablename);
        EXECUTE pgboss.job_table_format($cmd$ALTER TABLE pgboss.job ADD CONSTRAINT job_key_strict_fifo_singleton_key_check CHECK (NOT (policy = 'key_strict_fifo' AND singleton_key IS NULL))$cmd$, tablename);
      END IF;

      EXECUTE format('ALTER TABLE pgboss.%I ADD CONSTRAINT cjc CHECK (name=%L)', tablename, queue_name);
      EXECUTE format('ALTER TABLE pgboss.job ATTACH PARTITION pgboss.%I FOR VALUES IN (%L)', tablename, queue_name);
    END;
    $_$;


--
-- Name: delete_queue(text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.delete_queue(queue_name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    DECLARE
      v_table varchar;
      v_partition bool;
    BEGIN
      
      SELECT table_name, partition
      FROM pgboss.queue
      WHERE name = queue_name
      INTO v_table, v_partition;

      IF v_partition THEN
        EXECUTE format('DROP TABLE IF EXISTS pgboss.%I', v_table);
      ELSE
        EXECUTE format('DELETE FROM pgboss.%I WHERE name = %L', v_table, queue_name);
      END IF;
    
      DELETE FROM pgboss.queue WHERE name = queue_name;
    END;
    $$;


--
-- Name: job_now(); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
      SELECT pg_catalog.now();
    $$;


--
-- Name: job_table_format(text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_format(command text, table_name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
      SELECT format(
        regexp_replace(
          regexp_replace(command, '\.job\y', '.%1$I', 'g'),
          '\yjob_i(\d+)', '%1$s_i\1', 'g'
        ),
        table_name
      );
    $_$;


--
-- Name: job_table_run(text, text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_run(command text, tbl_name text DEFAULT NULL::text, queue_name text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    DECLARE
      tbl RECORD;
    BEGIN
      IF queue_name IS NOT NULL THEN
        SELECT table_name INTO tbl_name FROM pgboss.queue WHERE name = queue_name;
      END IF;

      IF tbl_name IS NOT NULL THEN
        EXECUTE pgboss.job_table_format(command, tbl_name);
        RETURN;
      END IF;

      EXECUTE pgboss.job_table_format(command, 'job_common');

      FOR tbl IN SELECT table_name FROM pgboss.queue WHERE partition = true
      LOOP
        EXECUTE pgboss.job_table_format(command, tbl.table_name);
      END LOOP;
    END;
    $$;


--
-- Name: job_table_run_async(text, integer, text, text, text); Type: FUNCTION; Schema: pgboss; Owner: -
--

CREATE FUNCTION pgboss.job_table_run_async(command_name text, version integer, command text, tbl_name text DEFAULT NULL::text, queue_name text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
      IF queue_name IS NOT NULL THEN
        SELECT table_name INTO tbl_name FROM pgboss.queue WHERE name = queue_name;
      END IF;

      IF tbl_name IS NOT NULL THEN
        INSERT INTO pgboss.bam (name, version, status, queue, table_name, command)
        VALUES (
          command_name,
          version,
          'pending',
          queue_name,
          tbl_name,
          pgboss.job_table_format(command, tbl_name)
        );
        RETURN;
      END IF;

      INSERT INTO pgboss.bam (name, version, status, queue, table_name, command)
      SELECT
        command_name,
        version,
        'pending',
        NULL,
        'job_common',
        pgboss.job_table_format(command, 'job_common')
      UNION ALL
      SELECT
        command_name,
        version,
        'pending',
        queue.name,
        queue.table_name,
        pgboss.job_table_format(command, queue.table_name)
      FROM pgboss.queue
      WHERE partition = true;
    END;
    $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: bam; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.bam (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    queue text,
    table_name text NOT NULL,
    command text NOT NULL,
    error text,
    created_on timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone
);


--
-- Name: instance; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.instance (
    id uuid NOT NULL,
    name text,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    node_version text NOT NULL,
    application_name text,
    heartbeat_seconds integer NOT NULL,
    supervise boolean NOT NULL,
    schedule boolean NOT NULL,
    migrate boolean NOT NULL,
    persist_queue_stats boolean NOT NULL,
    persist_warnings boolean NOT NULL,
    pool_max integer,
    pool_total integer,
    pool_idle integer,
    pool_waiting integer,
    workers jsonb DEFAULT '[]'::jsonb NOT NULL,
    metrics jsonb,
    config jsonb DEFAULT '{}'::jsonb NOT NULL,
    crash_restarts integer DEFAULT 0 NOT NULL,
    crash_restarts_since timestamp with time zone,
    started_on timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat_on timestamp with time zone DEFAULT now() NOT NULL,
    stopped_on timestamp with time zone
);


--
-- Name: job; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    retry_delay_max integer,
    expire_seconds integer DEFAULT 900 NOT NULL,
    deletion_seconds integer DEFAULT 604800 NOT NULL,
    singleton_key text,
    singleton_on timestamp without time zone,
    group_id text,
    group_tier text,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '336:00:00'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    heartbeat_on timestamp with time zone,
    heartbeat_seconds integer,
    blocked boolean DEFAULT false NOT NULL,
    blocking boolean DEFAULT false NOT NULL,
    pending_dependencies integer DEFAULT 0 NOT NULL,
    source_name text,
    source_id uuid,
    source_created_on timestamp with time zone,
    source_retry_count integer,
    source_output jsonb,
    source_root_id uuid,
    trace_context jsonb,
    upsert_by_key boolean
)
PARTITION BY LIST (name);


--
-- Name: job_common; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job_common (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    data jsonb,
    state pgboss.job_state DEFAULT 'created'::pgboss.job_state NOT NULL,
    retry_limit integer DEFAULT 2 NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL,
    retry_delay integer DEFAULT 0 NOT NULL,
    retry_backoff boolean DEFAULT false NOT NULL,
    retry_delay_max integer,
    expire_seconds integer DEFAULT 900 NOT NULL,
    deletion_seconds integer DEFAULT 604800 NOT NULL,
    singleton_key text,
    singleton_on timestamp without time zone,
    group_id text,
    group_tier text,
    start_after timestamp with time zone DEFAULT now() NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    started_on timestamp with time zone,
    completed_on timestamp with time zone,
    keep_until timestamp with time zone DEFAULT (now() + '336:00:00'::interval) NOT NULL,
    output jsonb,
    dead_letter text,
    policy text,
    heartbeat_on timestamp with time zone,
    heartbeat_seconds integer,
    blocked boolean DEFAULT false NOT NULL,
    blocking boolean DEFAULT false NOT NULL,
    pending_dependencies integer DEFAULT 0 NOT NULL,
    source_name text,
    source_id uuid,
    source_created_on timestamp with time zone,
    source_retry_count integer,
    source_output jsonb,
    source_root_id uuid,
    trace_context jsonb,
    upsert_by_key boolean,
    CONSTRAINT job_key_strict_fifo_singleton_key_check CHECK ((NOT ((policy = 'key_strict_fifo'::text) AND (singleton_key IS NULL))))
);


--
-- Name: job_dependency; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.job_dependency (
    child_name text NOT NULL,
    child_id uuid NOT NULL,
    parent_name text NOT NULL,
    parent_id uuid NOT NULL
);


--
-- Name: queue; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue (
    name text NOT NULL,
    policy text NOT NULL,
    retry_limit integer NOT NULL,
    retry_delay integer NOT NULL,
    retry_backoff boolean NOT NULL,
    retry_delay_max integer,
    expire_seconds integer NOT NULL,
    retention_seconds integer NOT NULL,
    deletion_seconds integer NOT NULL,
    dead_letter text,
    partition boolean NOT NULL,
    table_name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    blocked_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    warning_queued integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    retained_count integer,
    retained_on timestamp with time zone,
    created_delta integer DEFAULT 0 NOT NULL,
    completed_delta integer DEFAULT 0 NOT NULL,
    failed_delta integer DEFAULT 0 NOT NULL,
    delta_on timestamp with time zone,
    delta_seconds integer,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    ready_history integer[] DEFAULT '{}'::integer[] NOT NULL,
    heartbeat_seconds integer,
    notify boolean DEFAULT false NOT NULL,
    singletons_active text[],
    monitor_claim_on timestamp with time zone,
    monitor_on timestamp with time zone,
    maintain_on timestamp with time zone,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT queue_check CHECK ((dead_letter IS DISTINCT FROM name))
);


--
-- Name: queue_stats; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (captured_on);


--
-- Name: queue_stats_20261127; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats_20261127 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: queue_stats_20261128; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.queue_stats_20261128 (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    deferred_count integer DEFAULT 0 NOT NULL,
    queued_count integer DEFAULT 0 NOT NULL,
    ready_count integer DEFAULT 0 NOT NULL,
    active_count integer DEFAULT 0 NOT NULL,
    failed_count integer DEFAULT 0 NOT NULL,
    total_count integer DEFAULT 0 NOT NULL,
    created_delta integer,
    completed_delta integer,
    failed_delta integer,
    delta_seconds integer,
    delta_on timestamp with time zone,
    wait_bins integer[],
    run_bins integer[],
    ready_oldest_seconds integer,
    captured_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: schedule; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.schedule (
    name text NOT NULL,
    key text DEFAULT ''::text NOT NULL,
    kind text DEFAULT 'cron'::text NOT NULL,
    cron text NOT NULL,
    timezone text DEFAULT 'UTC'::text,
    data jsonb,
    options jsonb,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL,
    last_job_id uuid,
    CONSTRAINT schedule_kind_check CHECK ((kind = ANY (ARRAY['cron'::text, 'rrule'::text])))
);


--
-- Name: subscription; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.subscription (
    event text NOT NULL,
    name text NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    updated_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: version; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.version (
    version integer NOT NULL,
    cron_on timestamp with time zone,
    bam_on timestamp with time zone,
    flow_on timestamp with time zone,
    reindex_on timestamp with time zone,
    monitor_backoff_on timestamp with time zone
);


--
-- Name: warning; Type: TABLE; Schema: pgboss; Owner: -
--

CREATE TABLE pgboss.warning (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    type text NOT NULL,
    message text NOT NULL,
    data jsonb,
    created_on timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: _prisma_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);


--
-- Name: attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempts (
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    started_at timestamp(3) with time zone NOT NULL,
    duration_ms integer NOT NULL,
    manual boolean NOT NULL,
    request jsonb,
    response jsonb,
    cause text,
    error text
);


--
-- Name: deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deliveries (
    id uuid NOT NULL,
    integration_id uuid NOT NULL,
    integration_name text NOT NULL,
    action_id uuid NOT NULL,
    action_type text NOT NULL,
    event_uid uuid NOT NULL,
    event_id text NOT NULL,
    event_type text NOT NULL,
    status public.delivery_status NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    max_attempts integer NOT NULL,
    next_attempt_at timestamp(3) with time zone,
    response_status integer,
    cause text,
    error text,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    finished_at timestamp(3) with time zone
);


--
-- Name: delivery_updates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery_updates (
    seq bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    delivery_id uuid NOT NULL,
    status public.delivery_status NOT NULL,
    attempt_count integer NOT NULL,
    at timestamp(3) with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: delivery_updates_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.delivery_updates_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: delivery_updates_seq_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.delivery_updates_seq_seq OWNED BY public.delivery_updates.seq;


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    uid uuid NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    actor_id text,
    actor_email text,
    ip_address text,
    fired_at timestamp(6) with time zone NOT NULL,
    data jsonb NOT NULL,
    depth integer DEFAULT 0 NOT NULL,
    cause_event_uid uuid,
    cause_delivery_id uuid,
    stopped_by text,
    received_at timestamp(3) with time zone NOT NULL
);


--
-- Name: integration_set; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.integration_set (
    id integer NOT NULL,
    version bigint NOT NULL
);


--
-- Name: integrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.integrations (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    enabled boolean NOT NULL,
    triggers text[],
    conditions jsonb NOT NULL,
    actions jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    set_version bigint NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    deleted_at timestamp(3) with time zone,
    paused_at timestamp(3) with time zone,
    paused_reason text
);


--
-- Name: received_event_ids; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.received_event_ids (
    id text NOT NULL,
    event_uid uuid NOT NULL,
    received_at timestamp(3) with time zone NOT NULL
);


--
-- Name: scim_connections; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.scim_connections (
    id uuid NOT NULL,
    name text NOT NULL,
    base_url text NOT NULL,
    auth jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);


--
-- Name: settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.settings (
    key text NOT NULL,
    value text NOT NULL
);


--
-- Name: task_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_runs (
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    task_name text NOT NULL,
    task_type text NOT NULL,
    status public.run_status NOT NULL,
    triggered_by text NOT NULL,
    event_uid uuid,
    event_id text,
    delivery_id uuid,
    attempt_number integer,
    input jsonb,
    output text DEFAULT ''::text NOT NULL,
    error text,
    reportable boolean DEFAULT true NOT NULL,
    depth integer DEFAULT 0 NOT NULL,
    cancel_requested boolean DEFAULT false NOT NULL,
    beat_at timestamp(3) with time zone,
    created_at timestamp(3) with time zone NOT NULL,
    started_at timestamp(3) with time zone,
    finished_at timestamp(3) with time zone,
    duration_ms integer
);


--
-- Name: task_values; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_values (
    task_id uuid NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    type text NOT NULL,
    script text NOT NULL,
    config jsonb NOT NULL,
    cron text,
    time_zone text NOT NULL,
    enabled boolean NOT NULL,
    timeout_secs integer NOT NULL,
    overlap text NOT NULL,
    missed text NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    scheduled_at timestamp(3) with time zone NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    deleted_at timestamp(3) with time zone
);


--
-- Name: job_common; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job ATTACH PARTITION pgboss.job_common DEFAULT;


--
-- Name: queue_stats_20261127; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats ATTACH PARTITION pgboss.queue_stats_20261127 FOR VALUES FROM ('2026-11-27 00:00:00+00') TO ('2026-11-28 00:00:00+00');


--
-- Name: queue_stats_20261128; Type: TABLE ATTACH; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats ATTACH PARTITION pgboss.queue_stats_20261128 FOR VALUES FROM ('2026-11-28 00:00:00+00') TO ('2026-11-29 00:00:00+00');


--
-- Name: delivery_updates seq; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery_updates ALTER COLUMN seq SET DEFAULT nextval('public.delivery_updates_seq_seq'::regclass);


--
-- Data for Name: bam; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: instance; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: job_common; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.job_common VALUES
	('fbbb053b-ab4c-4eb4-8808-bd89c02757ff', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a040-75cf-a1e6-b2b1ba592a2a", "integrationId": "01a21d7b-9f71-72af-8d59-3a5828bc0cbe"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', NULL, '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.95645+00', '2026-11-27 14:49:30.99913+00', '2026-12-27 14:49:30.874715+00', NULL, NULL, 'standard', '2026-11-27 14:49:30.95645+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('4834683b-841a-4de8-beda-427131d59273', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a041-77ae-9d01-5b329455752f", "integrationId": "01a21d7b-9f71-72af-8d59-3a5828bc0cbe"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', NULL, '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.95645+00', '2026-11-27 14:49:31.024351+00', '2026-12-27 14:49:30.874715+00', NULL, NULL, 'standard', '2026-11-27 14:49:30.95645+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('53b710f1-a0af-4616-a008-ffbeb9bac2f5', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a041-77ae-9d01-5ce071fb4337", "integrationId": "01a21d7b-9f71-72af-8d59-3a5828bc0cbe"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', NULL, '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.95645+00', '2026-11-27 14:49:31.012364+00', '2026-12-27 14:49:30.874715+00', NULL, NULL, 'standard', '2026-11-27 14:49:30.95645+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('10810be9-14af-459b-9ab6-c0ab5c3228eb', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a09b-72e5-85a9-3f224a836a65", "integrationId": "01a21d7b-9fd6-72ea-98ef-a91a9b9bf0ee"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9fd6-72ea-98ef-a91a9b9bf0ee', NULL, '2026-11-27 14:49:31.031337+00', '2026-11-27 14:49:31.031337+00', '2026-11-27 14:49:31.055357+00', '2026-11-27 14:49:31.088194+00', '2026-12-27 14:49:31.031337+00', NULL, NULL, 'standard', '2026-11-27 14:49:31.055357+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('49403e8d-70f2-464f-9251-50bbafbb1771', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a082-735d-a2f6-ec84e38bc0dc", "integrationId": "01a21d7b-9f8a-73ea-be8a-9bd863fa47a2"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f8a-73ea-be8a-9bd863fa47a2', NULL, '2026-11-27 14:49:31.010495+00', '2026-11-27 14:49:31.010495+00', '2026-11-27 14:49:31.055357+00', '2026-11-27 14:49:31.080662+00', '2026-12-27 14:49:31.010495+00', NULL, NULL, 'standard', '2026-11-27 14:49:31.055357+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('322a4c5f-cdf0-4497-ac15-90e0f3404caf', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a0dc-74b6-83bf-774cdabfc1e5", "integrationId": "01a21d7b-9f97-71e5-900c-417becb733c6"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f97-71e5-900c-417becb733c6', NULL, '2026-11-27 14:49:31.080662+00', '2026-11-27 14:49:31.080662+00', '2026-11-27 14:49:31.107892+00', '2026-11-27 14:49:31.115512+00', '2026-12-27 14:49:31.080662+00', NULL, NULL, 'standard', '2026-11-27 14:49:31.107892+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('6c0c6d99-e602-4315-897d-436beedaa69b', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-a041-77ae-9d01-6250939a42ed", "integrationId": "01a21d7b-9f71-72af-8d59-3a5828bc0cbe"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', NULL, '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.874715+00', '2026-11-27 14:49:30.95645+00', '2026-11-27 14:49:31.24242+00', '2026-12-27 14:49:30.874715+00', NULL, NULL, 'standard', '2026-11-27 14:49:30.95645+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('82ffa47f-4c03-465d-be34-7957879b6a50', 'runs', 0, '{"runId": "01a21d7b-ac69-7732-9c03-ea4d809444b1"}', 'completed', 100, 0, 0, false, NULL, 4200, 600, NULL, NULL, '01a21d7b-9eb5-751a-830f-a55c97423487', NULL, '2026-11-27 14:49:34.055804+00', '2026-11-27 14:49:34.055804+00', '2026-11-27 14:49:34.060884+00', '2026-11-27 14:49:34.095277+00', '2026-12-27 14:49:34.055804+00', NULL, NULL, 'standard', '2026-11-27 14:49:34.060884+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('7b3c32af-67f3-456c-8a6c-f085b7b99b34', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-ac96-70cd-af53-546ae909fd3c", "integrationId": "01a21d7b-9fa2-76a3-aa42-697fbf116cc8"}', 'completed', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9fa2-76a3-aa42-697fbf116cc8', NULL, '2026-11-27 14:49:34.101667+00', '2026-11-27 14:49:34.101667+00', '2026-11-27 14:49:34.106866+00', '2026-11-27 14:49:34.113682+00', '2026-12-27 14:49:34.101667+00', NULL, NULL, 'standard', '2026-11-27 14:49:34.106866+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('aa2d2e81-1321-4765-9c20-bc74c9d09216', 'attempts', 0, '{"manual": false, "number": 2, "deliveryId": "01a21d7b-ac96-70cd-af53-546ae909fd3c", "integrationId": "01a21d7b-9fa2-76a3-aa42-697fbf116cc8"}', 'created', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9fa2-76a3-aa42-697fbf116cc8', NULL, '2026-11-27 14:50:08.443+00', '2026-11-27 14:49:34.113682+00', NULL, NULL, '2026-12-27 14:50:08.443+00', NULL, NULL, 'standard', NULL, 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	('833fba2d-89c5-4f59-b1e7-101fc8dea610', 'attempts', 0, '{"manual": false, "number": 1, "deliveryId": "01a21d7b-aca1-7734-8916-9120514fb583", "integrationId": "01a21d7b-9fb5-715b-adeb-23774150a792"}', 'active', 10000, 0, 0, false, NULL, 4200, 60, NULL, NULL, '01a21d7b-9fb5-715b-adeb-23774150a792', NULL, '2026-11-27 14:49:34.11268+00', '2026-11-27 14:49:34.11268+00', '2026-11-27 14:49:34.12239+00', NULL, '2026-12-27 14:49:34.11268+00', NULL, NULL, 'standard', '2026-11-27 14:49:35.903531+00', 10, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);


--
-- Data for Name: job_dependency; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: queue; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.queue VALUES
	('__pgboss__send-it', 'standard', 2, 0, false, NULL, 900, 1209600, 604800, NULL, false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 0, 0, '2026-11-27 14:49:24.837+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0}', NULL, false, NULL, '2026-11-27 14:49:34.824381+00', '2026-11-27 14:49:34.826049+00', '2026-11-27 14:49:34.835682+00', '2026-11-27 14:49:29.859597+00', '2026-11-27 14:49:29.859597+00'),
	('attempts', 'standard', 10000, 0, false, NULL, 4200, 2592000, 60, NULL, false, 'job_common', 1, 0, 1, 0, 0, 1, 0, 10, 0, '2026-11-27 14:49:24.841+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0}', 10, false, NULL, '2026-11-27 14:49:34.824381+00', '2026-11-27 14:49:34.826049+00', '2026-11-27 14:49:34.835682+00', '2026-11-27 14:49:29.823111+00', '2026-11-27 14:49:29.823111+00'),
	('runs', 'standard', 100, 0, false, NULL, 4200, 2592000, 600, NULL, false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 1, 0, '2026-11-27 14:49:24.848+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0}', 10, false, NULL, '2026-11-27 14:49:34.824381+00', '2026-11-27 14:49:34.826049+00', '2026-11-27 14:49:34.835682+00', '2026-11-27 14:49:29.878143+00', '2026-11-27 14:49:29.878143+00'),
	('task-cron', 'standard', 5, 0, false, NULL, 60, 2592000, 600, NULL, false, 'job_common', 0, 0, 0, 0, 0, 0, 0, 0, 0, '2026-11-27 14:49:24.852+00', 0, 0, 0, NULL, NULL, NULL, NULL, NULL, '{0}', NULL, false, NULL, '2026-11-27 14:49:34.824381+00', '2026-11-27 14:49:34.826049+00', '2026-11-27 14:49:34.835682+00', '2026-11-27 14:49:29.886852+00', '2026-11-27 14:49:29.886852+00');


--
-- Data for Name: queue_stats_20261127; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: queue_stats_20261128; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: schedule; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.schedule VALUES
	('task-cron', '01a21d7b-9eb5-751a-830f-a55c97423487', 'cron', '0 3 * * 0', 'Europe/Berlin', '{"taskId": "01a21d7b-9eb5-751a-830f-a55c97423487"}', '{"tz": "Europe/Berlin", "key": "01a21d7b-9eb5-751a-830f-a55c97423487", "missed": "skip"}', '2026-11-27 14:49:30.551418+00', '2026-11-27 14:49:30.551418+00', NULL);


--
-- Data for Name: subscription; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: version; Type: TABLE DATA; Schema: pgboss; Owner: -
--

INSERT INTO pgboss.version VALUES
	(46, '2026-11-27 14:49:34.880612+00', '2026-11-27 14:49:29.833267+00', '2026-11-27 14:49:34.840666+00', '2026-11-27 14:49:34.856671+00', NULL);


--
-- Data for Name: warning; Type: TABLE DATA; Schema: pgboss; Owner: -
--



--
-- Data for Name: _prisma_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._prisma_migrations VALUES
	('a5d6345f-9b1f-488f-9a93-358ff69e8fe6', 'efbcf3e2693ddd9193cf675af247f6535342953f00bcf32c80190e5951028742', '2026-11-27 14:49:29.646023+00', '20261125033725_first_release', NULL, NULL, '2026-11-27 14:49:29.646023+00', 1),
	('5bc67d4b-b194-48b0-8d9d-19d294c15030', '765556975e1d9a39e468200142681f2a112d1bd4f1533ce47294886a5e77a9a0', '2026-11-27 14:49:29.686911+00', '20261125035259_tasks', NULL, NULL, '2026-11-27 14:49:29.686911+00', 1);


--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES
	('01a21d7b-a040-75cf-a1e6-b2b1ba592a2a', 1, '2026-11-27 14:49:30.968+00', 30, false, '{"url": "http://127.0.0.1:45999/bearer", "body": "{\"email\":\"ann@example.com\"}", "method": "POST", "headers": {"x-plain": "user.created", "x-api-key": "********", "webhook-id": "01a21d7b-a040-75cf-a1e6-b2b1ba592a2a", "Authorization": "********", "webhook-signature": "********", "webhook-timestamp": "1795790970", "x-iam-integrations-depth": "1"}}', '{"body": "ok", "status": 200, "headers": {"date": "Fri, 27 Nov 2026 14:49:30 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "content-length": "2"}, "truncated": false}', NULL, NULL),
	('01a21d7b-a041-77ae-9d01-5ce071fb4337', 1, '2026-11-27 14:49:30.981+00', 2, false, NULL, NULL, NULL, NULL),
	('01a21d7b-a041-77ae-9d01-5b329455752f', 1, '2026-11-27 14:49:30.978+00', 24, false, '{"url": "http://127.0.0.1:45999/basic", "body": "{\"email\":\"ann@example.com\"}", "method": "POST", "headers": {"webhook-id": "01a21d7b-a041-77ae-9d01-5b329455752f", "Authorization": "********", "webhook-timestamp": "1795790970", "x-iam-integrations-depth": "1"}}', '{"body": "ok", "status": 200, "headers": {"date": "Fri, 27 Nov 2026 14:49:30 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "content-length": "2"}, "truncated": false}', NULL, NULL),
	('01a21d7b-a09b-72e5-85a9-3f224a836a65', 1, '2026-11-27 14:49:31.071+00', 17, false, '{"url": "http://127.0.0.1:45999/gone", "body": "{\"email\":\"<no value>\"}", "method": "POST", "headers": {"webhook-id": "01a21d7b-a09b-72e5-85a9-3f224a836a65", "Authorization": "********", "webhook-timestamp": "1795790971", "x-iam-integrations-depth": "1"}}', '{"body": "ok", "status": 200, "headers": {"date": "Fri, 27 Nov 2026 14:49:31 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "content-length": "2"}, "truncated": false}', NULL, NULL),
	('01a21d7b-a082-735d-a2f6-ec84e38bc0dc', 1, '2026-11-27 14:49:31.068+00', 12, false, '{"url": "http://127.0.0.1:45999/fails", "body": "{\"email\":\"<no value>\"}", "method": "POST", "headers": {"webhook-id": "01a21d7b-a082-735d-a2f6-ec84e38bc0dc", "webhook-timestamp": "1795790971", "x-iam-integrations-depth": "1"}}', '{"body": "no such hook", "status": 404, "headers": {"date": "Fri, 27 Nov 2026 14:49:31 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "transfer-encoding": "chunked"}, "truncated": false}', 'http_404', '127.0.0.1 answered 404: nothing at this address'),
	('01a21d7b-a0dc-74b6-83bf-774cdabfc1e5', 1, '2026-11-27 14:49:31.112+00', 3, false, '{"url": "http://127.0.0.1:45999/handler", "body": "127.0.0.1 answered 404: nothing at this address", "method": "POST", "headers": {"webhook-id": "01a21d7b-a0dc-74b6-83bf-774cdabfc1e5", "webhook-timestamp": "1795790971", "x-iam-integrations-depth": "2"}}', '{"body": "ok", "status": 200, "headers": {"date": "Fri, 27 Nov 2026 14:49:31 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "content-length": "2"}, "truncated": false}', NULL, NULL),
	('01a21d7b-a041-77ae-9d01-6250939a42ed', 1, '2026-11-27 14:49:30.982+00', 260, false, NULL, NULL, NULL, NULL),
	('01a21d7b-ac96-70cd-af53-546ae909fd3c', 1, '2026-11-27 14:49:34.109+00', 3, false, '{"url": "http://127.0.0.1:45999/later", "body": "{\"email\":\"eve@example.com\"}", "method": "POST", "headers": {"webhook-id": "01a21d7b-ac96-70cd-af53-546ae909fd3c", "webhook-timestamp": "1795790974", "x-iam-integrations-depth": "1"}}', '{"body": "not now", "status": 503, "headers": {"date": "Fri, 27 Nov 2026 14:49:34 GMT", "connection": "keep-alive", "keep-alive": "timeout=5", "transfer-encoding": "chunked"}, "truncated": false}', 'http_5xx', '127.0.0.1 answered 503: its server failed');


--
-- Data for Name: deliveries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.deliveries VALUES
	('01a21d7b-a040-75cf-a1e6-b2b1ba592a2a', '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', 'First integration', '01a21d7b-9f71-72af-8d59-3ee3e94aebea', 'http', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', 'user.created', 'success', 1, 1, NULL, 200, NULL, NULL, '2026-11-27 14:49:30.944+00', '2026-11-27 14:49:30.999+00', '2026-11-27 14:49:30.999+00'),
	('01a21d7b-a041-77ae-9d01-5ce071fb4337', '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', 'First integration', '01a21d7b-9f72-7123-ac1c-2c06c602a895', 'log', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', 'user.created', 'success', 1, 1, NULL, NULL, NULL, NULL, '2026-11-27 14:49:30.945+00', '2026-11-27 14:49:31.012+00', '2026-11-27 14:49:31.012+00'),
	('01a21d7b-a041-77ae-9d01-5b329455752f', '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', 'First integration', '01a21d7b-9f72-7123-ac1c-28d875e1a582', 'http', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', 'user.created', 'success', 1, 1, NULL, 200, NULL, NULL, '2026-11-27 14:49:30.945+00', '2026-11-27 14:49:31.024+00', '2026-11-27 14:49:31.024+00'),
	('01a21d7b-a09b-72e5-85a9-3f224a836a65', '01a21d7b-9fd6-72ea-98ef-a91a9b9bf0ee', 'First deleted', '01a21d7b-9fd6-72ea-98ef-af32546c8207', 'http', '01a21d7b-a097-766a-a4b1-0f0b5e918ccf', 'first-event-4', 'application.created', 'success', 1, 1, NULL, 200, NULL, NULL, '2026-11-27 14:49:31.035+00', '2026-11-27 14:49:31.088+00', '2026-11-27 14:49:31.088+00'),
	('01a21d7b-a082-735d-a2f6-ec84e38bc0dc', '01a21d7b-9f8a-73ea-be8a-9bd863fa47a2', 'First failing', '01a21d7b-9f8a-73ea-be8a-9c4225da7c70', 'http', '01a21d7b-a077-7343-9862-cf431d1cd20b', 'first-event-3', 'group.created', 'failed', 1, 1, NULL, 404, 'http_404', '127.0.0.1 answered 404: nothing at this address', '2026-11-27 14:49:31.01+00', '2026-11-27 14:49:31.081+00', '2026-11-27 14:49:31.081+00'),
	('01a21d7b-a0dc-74b6-83bf-774cdabfc1e5', '01a21d7b-9f97-71e5-900c-417becb733c6', 'First handler', '01a21d7b-9f97-71e5-900c-45d44f6130d1', 'http', '01a21d7b-a0db-7109-9422-b224e0338ddf', '01a21d7b-a0db-7109-9422-b224e0338ddf', 'event_action.delivery_failed', 'success', 1, 1, NULL, 200, NULL, NULL, '2026-11-27 14:49:31.1+00', '2026-11-27 14:49:31.116+00', '2026-11-27 14:49:31.116+00'),
	('01a21d7b-a041-77ae-9d01-6250939a42ed', '01a21d7b-9f71-72af-8d59-3a5828bc0cbe', 'First integration', '01a21d7b-9f72-7123-ac1c-33211f36738b', 'trigger_task', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', 'user.created', 'success', 1, 1, NULL, NULL, NULL, NULL, '2026-11-27 14:49:30.945+00', '2026-11-27 14:49:31.242+00', '2026-11-27 14:49:31.242+00'),
	('01a21d7b-ac86-7562-9af1-39235b5593e3', '01a21d7b-9fc2-737e-b36c-d72484fcb0df', 'First paused', '01a21d7b-9fc2-737e-b36c-d95e15b6a723', 'http', '01a21d7b-ac78-7752-be2a-6bab3e1f6f20', 'first-event-5', 'mfa.enrolled', 'pending', 0, 1, NULL, NULL, NULL, NULL, '2026-11-27 14:49:34.086+00', '2026-11-27 14:49:34.086+00', NULL),
	('01a21d7b-ac96-70cd-af53-546ae909fd3c', '01a21d7b-9fa2-76a3-aa42-697fbf116cc8', 'First retrying', '01a21d7b-9fa2-76a3-aa42-6e4f4d91a61c', 'http', '01a21d7b-ac95-7781-b1ae-7fb52b3558f3', 'first-event-6', 'login.failed', 'pending', 1, 4, '2026-11-27 14:50:08.443+00', 503, 'http_5xx', '127.0.0.1 answered 503: its server failed', '2026-11-27 14:49:34.102+00', '2026-11-27 14:49:34.114+00', NULL),
	('01a21d7b-aca1-7734-8916-9120514fb583', '01a21d7b-9fb5-715b-adeb-23774150a792', 'First held', '01a21d7b-9fb5-715b-adeb-25450c8e0a15', 'http', '01a21d7b-aca0-7075-904e-38303f267f5b', 'first-event-7', 'login.success', 'running', 0, 1, NULL, NULL, NULL, NULL, '2026-11-27 14:49:34.113+00', '2026-11-27 14:49:34.125+00', NULL);


--
-- Data for Name: delivery_updates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.delivery_updates VALUES
	(1, '748', '01a21d7b-a041-77ae-9d01-6250939a42ed', 'pending', 0, '2026-11-27 14:49:30.947+00'),
	(2, '748', '01a21d7b-a041-77ae-9d01-5ce071fb4337', 'pending', 0, '2026-11-27 14:49:30.947+00'),
	(3, '748', '01a21d7b-a041-77ae-9d01-5b329455752f', 'pending', 0, '2026-11-27 14:49:30.947+00'),
	(4, '748', '01a21d7b-a040-75cf-a1e6-b2b1ba592a2a', 'pending', 0, '2026-11-27 14:49:30.947+00'),
	(5, '751', '01a21d7b-a040-75cf-a1e6-b2b1ba592a2a', 'running', 0, '2026-11-27 14:49:30.963+00'),
	(6, '751', '01a21d7b-a041-77ae-9d01-5b329455752f', 'running', 0, '2026-11-27 14:49:30.963+00'),
	(7, '751', '01a21d7b-a041-77ae-9d01-5ce071fb4337', 'running', 0, '2026-11-27 14:49:30.963+00'),
	(8, '751', '01a21d7b-a041-77ae-9d01-6250939a42ed', 'running', 0, '2026-11-27 14:49:30.963+00'),
	(9, '753', '01a21d7b-a040-75cf-a1e6-b2b1ba592a2a', 'success', 1, '2026-11-27 14:49:31.005+00'),
	(10, '754', '01a21d7b-a082-735d-a2f6-ec84e38bc0dc', 'pending', 0, '2026-11-27 14:49:31.014+00'),
	(11, '756', '01a21d7b-a041-77ae-9d01-5ce071fb4337', 'success', 1, '2026-11-27 14:49:31.02+00'),
	(12, '757', '01a21d7b-a041-77ae-9d01-5b329455752f', 'success', 1, '2026-11-27 14:49:31.025+00'),
	(13, '758', '01a21d7b-a09b-72e5-85a9-3f224a836a65', 'pending', 0, '2026-11-27 14:49:31.037+00'),
	(14, '760', '01a21d7b-a082-735d-a2f6-ec84e38bc0dc', 'running', 0, '2026-11-27 14:49:31.066+00'),
	(15, '760', '01a21d7b-a09b-72e5-85a9-3f224a836a65', 'running', 0, '2026-11-27 14:49:31.066+00'),
	(16, '761', '01a21d7b-a09b-72e5-85a9-3f224a836a65', 'success', 1, '2026-11-27 14:49:31.09+00'),
	(17, '762', '01a21d7b-a082-735d-a2f6-ec84e38bc0dc', 'failed', 1, '2026-11-27 14:49:31.092+00'),
	(18, '762', '01a21d7b-a0dc-74b6-83bf-774cdabfc1e5', 'pending', 0, '2026-11-27 14:49:31.101+00'),
	(19, '764', '01a21d7b-a0dc-74b6-83bf-774cdabfc1e5', 'running', 0, '2026-11-27 14:49:31.111+00'),
	(20, '765', '01a21d7b-a0dc-74b6-83bf-774cdabfc1e5', 'success', 1, '2026-11-27 14:49:31.116+00'),
	(21, '767', '01a21d7b-a041-77ae-9d01-6250939a42ed', 'success', 1, '2026-11-27 14:49:31.243+00'),
	(22, '772', '01a21d7b-ac86-7562-9af1-39235b5593e3', 'pending', 0, '2026-11-27 14:49:34.089+00'),
	(23, '774', '01a21d7b-ac96-70cd-af53-546ae909fd3c', 'pending', 0, '2026-11-27 14:49:34.104+00'),
	(24, '776', '01a21d7b-ac96-70cd-af53-546ae909fd3c', 'running', 0, '2026-11-27 14:49:34.109+00'),
	(25, '777', '01a21d7b-ac96-70cd-af53-546ae909fd3c', 'pending', 1, '2026-11-27 14:49:34.115+00'),
	(26, '778', '01a21d7b-aca1-7734-8916-9120514fb583', 'pending', 0, '2026-11-27 14:49:34.116+00'),
	(27, '780', '01a21d7b-aca1-7734-8916-9120514fb583', 'running', 0, '2026-11-27 14:49:34.125+00');


--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events VALUES
	('01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', 'user.created', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:30.873+00', '{"note": "Zoë “ünïcode” 😀", "user_id": "u1", "user_email": "ann@example.com"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:30.875+00'),
	('01a21d7b-a04c-7048-b58a-f575f6dce482', 'first-event-2', 'user.created', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:30.956+00', '{"user_email": "bob@elsewhere.org"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:30.958+00'),
	('01a21d7b-a077-7343-9862-cf431d1cd20b', 'first-event-3', 'group.created', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:31+00', '{"group_name": "Staff"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:31.01+00'),
	('01a21d7b-a097-766a-a4b1-0f0b5e918ccf', 'first-event-4', 'application.created', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:31.031+00', '{"app_name": "Wiki"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:31.031+00'),
	('01a21d7b-a0db-7109-9422-b224e0338ddf', '01a21d7b-a0db-7109-9422-b224e0338ddf', 'event_action.delivery_failed', NULL, NULL, NULL, '2026-11-27 14:49:31.099+00', '{"error": "127.0.0.1 answered 404: nothing at this address", "event_type": "group.created", "delivery_id": "01a21d7b-a082-735d-a2f6-ec84e38bc0dc", "attempt_count": 1, "integration_id": "01a21d7b-9f8a-73ea-be8a-9bd863fa47a2", "integration_name": "First failing"}', 1, '01a21d7b-a077-7343-9862-cf431d1cd20b', '01a21d7b-a082-735d-a2f6-ec84e38bc0dc', NULL, '2026-11-27 14:49:31.081+00'),
	('01a21d7b-ac78-7752-be2a-6bab3e1f6f20', 'first-event-5', 'mfa.enrolled', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:34.072+00', '{"user_email": "ann@example.com"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:34.073+00'),
	('01a21d7b-ac95-7781-b1ae-7fb52b3558f3', 'first-event-6', 'login.failed', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:34.101+00', '{"user_email": "eve@example.com"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:34.102+00'),
	('01a21d7b-aca0-7075-904e-38303f267f5b', 'first-event-7', 'login.success', NULL, 'admin@example.com', '203.0.113.7', '2026-11-27 14:49:34.112+00', '{"user_email": "ann@example.com"}', 0, NULL, NULL, NULL, '2026-11-27 14:49:34.113+00');


--
-- Data for Name: integration_set; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.integration_set VALUES
	(1, 11);


--
-- Data for Name: integrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.integrations VALUES
	('01a21d7b-9f71-72af-8d59-3a5828bc0cbe', 'First integration', 'made by the first release', true, '{user.*}', '[{"field": "user.email", "order": 1, "value": "@example.com", "operator": "ends_with"}]', '[{"id": "01a21d7b-9f71-72af-8d59-3ee3e94aebea", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/bearer", "auth": {"type": "bearer", "token": "sealed:v1:1g5doWE2y/FE1/byPlCKUU+pCEfdYWR8yMyy98JZDoncwG6aMdK7W6cfTs/p5g=="}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": null, "headers": [{"name": "x-api-key", "value": "sealed:v1:AqVznNnqPoJipmBOqRwp+OwFfPr+dYwBhyjaJwgruBFZRWzXGr6DG4gI7Eg="}, {"name": "x-plain", "value": "{{.EventType}}"}], "missing": "go", "retryOn": null, "signing": true, "maxRetries": 0, "signingKeys": [{"until": null, "secret": "sealed:v1:YCWAsqdGJoFyadImsGd1mgt4FZIflEaV16BeEXiHGnRdb+Zm+3obz+t9Zju5Ls5H0J8JHu2bR5m+7WauK/k7fGrsLebeGotM7rZIukmC"}], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}, {"id": "01a21d7b-9f72-7123-ac1c-28d875e1a582", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/basic", "auth": {"type": "basic", "password": "sealed:v1:ht1LgkqzW/0bZOnLUQndTO+EygW9Hk5o8FPfAaZ6EwKfvhbiuq6w+Y6rxl8XAGS6", "username": "ann"}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": null, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 0, "signingKeys": [], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}, {"id": "01a21d7b-9f72-7123-ac1c-2c06c602a895", "type": "log", "config": {"level": "warn", "escape": "auto", "message": "first {{.Data.user_email}}", "missing": "go"}}, {"id": "01a21d7b-9f72-7123-ac1c-33211f36738b", "type": "trigger_task", "config": {"taskId": "01a21d7b-9eb5-751a-830f-a55c97423487"}}]', 1, 2, '2026-11-27 14:49:30.739+00', '2026-11-27 14:49:30.739+00', NULL, NULL, NULL),
	('01a21d7b-9f80-7077-90d6-09c51e77a9b3', 'First Slack', '', false, '{*}', '[]', '[{"id": "01a21d7b-9f80-7077-90d6-0caf4ca03ce2", "type": "slack", "config": {"blocks": null, "escape": "auto", "message": "hello", "missing": "go", "webhookUrl": "sealed:v1:beEfShuRz9/Q2vhejeyo0RLk6J8dr35OPy0WZJD1LkkIQUk2UCcV7jvlqdqnVrX9z9j0+dQEG3EF3wi/eUAuSaS/WHrx/14zQIt02Ogv/7r3kuz2n7Uz"}}]', 1, 3, '2026-11-27 14:49:30.754+00', '2026-11-27 14:49:30.754+00', NULL, NULL, NULL),
	('01a21d7b-9f8a-73ea-be8a-9bd863fa47a2', 'First failing', '', true, '{group.created}', '[]', '[{"id": "01a21d7b-9f8a-73ea-be8a-9c4225da7c70", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/fails", "auth": {"type": "none"}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": null, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 0, "signingKeys": [], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}]', 1, 4, '2026-11-27 14:49:30.762+00', '2026-11-27 14:49:30.762+00', NULL, NULL, NULL),
	('01a21d7b-9f97-71e5-900c-417becb733c6', 'First handler', '', true, '{event_action.delivery_failed}', '[{"field": "error", "order": 1, "value": "404", "operator": "contains"}]', '[{"id": "01a21d7b-9f97-71e5-900c-45d44f6130d1", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/handler", "auth": {"type": "none"}, "body": "{{.error}}", "escape": "auto", "method": "POST", "backoff": null, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 0, "signingKeys": [], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}]', 1, 5, '2026-11-27 14:49:30.776+00', '2026-11-27 14:49:30.776+00', NULL, NULL, NULL),
	('01a21d7b-9fa2-76a3-aa42-697fbf116cc8', 'First retrying', '', true, '{login.failed}', '[]', '[{"id": "01a21d7b-9fa2-76a3-aa42-6e4f4d91a61c", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/later", "auth": {"type": "none"}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": {"factor": 2, "maxSecs": 60, "initialSecs": 30}, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 3, "signingKeys": [], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}]', 1, 6, '2026-11-27 14:49:30.79+00', '2026-11-27 14:49:30.79+00', NULL, NULL, NULL),
	('01a21d7b-9fb5-715b-adeb-23774150a792', 'First held', '', true, '{login.success}', '[]', '[{"id": "01a21d7b-9fb5-715b-adeb-25450c8e0a15", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/held", "auth": {"type": "none"}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": null, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 0, "signingKeys": [], "timeoutSecs": 120, "tlsInsecure": false, "signingScheme": "v1"}}]', 1, 7, '2026-11-27 14:49:30.805+00', '2026-11-27 14:49:30.805+00', NULL, NULL, NULL),
	('01a21d7b-9fc2-737e-b36c-d72484fcb0df', 'First paused', '', true, '{mfa.enrolled}', '[]', '[{"id": "01a21d7b-9fc2-737e-b36c-d95e15b6a723", "type": "http", "config": {"ca": null, "url": "http://127.0.0.1:45999/paused", "auth": {"type": "none"}, "body": "{\"email\":\"{{.Data.user_email}}\"}", "escape": "auto", "method": "POST", "backoff": null, "headers": [], "missing": "go", "retryOn": null, "signing": false, "maxRetries": 0, "signingKeys": [], "timeoutSecs": 10, "tlsInsecure": false, "signingScheme": "v1"}}]', 1, 9, '2026-11-27 14:49:30.819+00', '2026-11-27 14:49:30.83+00', NULL, '2026-11-27 14:49:30.83+00', 'for later'),
	('01a21d7b-9fd6-72ea-98ef-a91a9b9bf0ee', 'First deleted', '', false, '{}', '[]', '[]', 2, 11, '2026-11-27 14:49:30.84+00', '2026-11-27 14:49:34.047+00', '2026-11-27 14:49:34.047+00', NULL, NULL);


--
-- Data for Name: received_event_ids; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.received_event_ids VALUES
	('first-event-1', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', '2026-11-27 14:49:30.875+00'),
	('first-event-2', '01a21d7b-a04c-7048-b58a-f575f6dce482', '2026-11-27 14:49:30.958+00'),
	('first-event-3', '01a21d7b-a077-7343-9862-cf431d1cd20b', '2026-11-27 14:49:31.01+00'),
	('first-event-4', '01a21d7b-a097-766a-a4b1-0f0b5e918ccf', '2026-11-27 14:49:31.031+00'),
	('01a21d7b-a0db-7109-9422-b224e0338ddf', '01a21d7b-a0db-7109-9422-b224e0338ddf', '2026-11-27 14:49:31.081+00'),
	('first-event-5', '01a21d7b-ac78-7752-be2a-6bab3e1f6f20', '2026-11-27 14:49:34.073+00'),
	('first-event-6', '01a21d7b-ac95-7781-b1ae-7fb52b3558f3', '2026-11-27 14:49:34.102+00'),
	('first-event-7', '01a21d7b-aca0-7075-904e-38303f267f5b', '2026-11-27 14:49:34.113+00');


--
-- Data for Name: scim_connections; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.scim_connections VALUES
	('01a21d7b-9fec-740c-bad2-8bc3582fbb56', 'first', 'http://127.0.0.1:45999/scim', '{"type": "bearer", "token": "sealed:v1:XSgHIkS+jJbTk2uR8SSPTEExCA3VJ8HB5Yn1JtWqzlO0k4YxLPzQtIkSYYU="}', 1, '2026-11-27 14:49:30.862+00', '2026-11-27 14:49:30.862+00');


--
-- Data for Name: settings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.settings VALUES
	('encryption_key_check', '6d57158f6b7e4a6f9e29cfdbee02a0cc6c71efa734ef34a0c583a7dafe73b163');


--
-- Data for Name: task_runs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.task_runs VALUES
	('01a21d7b-a06e-72de-acc3-182bc8f591bc', '01a21d7b-9eb5-751a-830f-a55c97423487', 'First task', 'script', 'success', 'integration:First integration', '01a21d7b-9ff9-70e1-abf0-3afff8f8b695', 'first-event-1', '01a21d7b-a041-77ae-9d01-6250939a42ed', 1, NULL, '[info] hello ann@example.com 17', NULL, true, 0, false, '2026-11-27 14:49:31.015+00', '2026-11-27 14:49:30.986+00', '2026-11-27 14:49:31.015+00', '2026-11-27 14:49:31.236+00', 217),
	('01a21d7b-ac69-7732-9c03-ea4d809444b1', '01a21d7b-9eb5-751a-830f-a55c97423487', 'First task', 'script', 'success', 'manual', NULL, NULL, NULL, NULL, NULL, '[info] hello nobody 17', NULL, true, 0, false, '2026-11-27 14:49:34.068+00', '2026-11-27 14:49:34.056+00', '2026-11-27 14:49:34.068+00', '2026-11-27 14:49:34.095+00', 22);


--
-- Data for Name: task_values; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks VALUES
	('01a21d7b-9eb5-751a-830f-a55c97423487', 'First task', '', 'script', 'log.info(''hello '' + (event ? event.data.user_email : ''nobody'') + '' '' + config.greeting.length);', '[{"key": "greeting", "value": "sealed:v1:2kHtOIkGPKP1/IqfGFX5Y6yvbDlng49ec24fO2+0cIudbDEPktZkcVZMTYc3", "secret": true}, {"key": "plain", "value": "shown", "secret": false}]', '0 3 * * 0', 'Europe/Berlin', true, 60, 'skip', 'skip', 1, '2026-11-27 14:49:30.551+00', '2026-11-27 14:49:30.551+00', '2026-11-27 14:49:30.551+00', NULL);


--
-- Name: delivery_updates_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.delivery_updates_seq_seq', 27, true);


--
-- Name: bam bam_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.bam
    ADD CONSTRAINT bam_pkey PRIMARY KEY (id);


--
-- Name: instance instance_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.instance
    ADD CONSTRAINT instance_pkey PRIMARY KEY (id);


--
-- Name: job job_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (name, id);


--
-- Name: job_common job_common_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT job_common_pkey PRIMARY KEY (name, id);


--
-- Name: job_dependency job_dependency_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_dependency
    ADD CONSTRAINT job_dependency_pkey PRIMARY KEY (child_name, child_id, parent_name, parent_id);


--
-- Name: queue queue_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_pkey PRIMARY KEY (name);


--
-- Name: queue_stats queue_stats_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats
    ADD CONSTRAINT queue_stats_pkey PRIMARY KEY (id, captured_on);


--
-- Name: queue_stats_20261127 queue_stats_20261127_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats_20261127
    ADD CONSTRAINT queue_stats_20261127_pkey PRIMARY KEY (id, captured_on);


--
-- Name: queue_stats_20261128 queue_stats_20261128_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue_stats_20261128
    ADD CONSTRAINT queue_stats_20261128_pkey PRIMARY KEY (id, captured_on);


--
-- Name: schedule schedule_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_pkey PRIMARY KEY (name, key);


--
-- Name: subscription subscription_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (event, name);


--
-- Name: version version_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (version);


--
-- Name: warning warning_pkey; Type: CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.warning
    ADD CONSTRAINT warning_pkey PRIMARY KEY (id);


--
-- Name: _prisma_migrations _prisma_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);


--
-- Name: attempts attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (delivery_id, number);


--
-- Name: deliveries deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);


--
-- Name: delivery_updates delivery_updates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery_updates
    ADD CONSTRAINT delivery_updates_pkey PRIMARY KEY (seq);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (uid);


--
-- Name: integration_set integration_set_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integration_set
    ADD CONSTRAINT integration_set_pkey PRIMARY KEY (id);


--
-- Name: integrations integrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.integrations
    ADD CONSTRAINT integrations_pkey PRIMARY KEY (id);


--
-- Name: received_event_ids received_event_ids_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.received_event_ids
    ADD CONSTRAINT received_event_ids_pkey PRIMARY KEY (id);


--
-- Name: scim_connections scim_connections_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scim_connections
    ADD CONSTRAINT scim_connections_pkey PRIMARY KEY (id);


--
-- Name: settings settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (key);


--
-- Name: task_runs task_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_runs
    ADD CONSTRAINT task_runs_pkey PRIMARY KEY (id);


--
-- Name: task_values task_values_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_values
    ADD CONSTRAINT task_values_pkey PRIMARY KEY (task_id, key);


--
-- Name: tasks tasks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);


--
-- Name: job_common_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i1 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'created'::pgboss.job_state) AND (policy = 'short'::text));


--
-- Name: job_common_i10; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i10 ON pgboss.job_common USING btree (name, singleton_key, state DESC, created_on, id) INCLUDE (start_after) WHERE ((state < 'active'::pgboss.job_state) AND (NOT blocked) AND (policy = 'key_strict_fifo'::text));


--
-- Name: job_common_i11; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i11 ON pgboss.job_common USING btree (name, priority DESC, created_on, start_after) WHERE ((state < 'active'::pgboss.job_state) AND (NOT blocked));


--
-- Name: job_common_i12; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i12 ON pgboss.job_common USING btree (source_root_id) WHERE (source_root_id IS NOT NULL);


--
-- Name: job_common_i13; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i13 ON pgboss.job_common USING btree (name, singleton_key) WHERE ((state = 'created'::pgboss.job_state) AND upsert_by_key);


--
-- Name: job_common_i14; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i14 ON pgboss.job_common USING btree (name, state, blocked, start_after) WHERE (state = ANY (ARRAY['created'::pgboss.job_state, 'retry'::pgboss.job_state, 'active'::pgboss.job_state, 'failed'::pgboss.job_state]));


--
-- Name: job_common_i15; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i15 ON pgboss.job_common USING btree (name, created_on);


--
-- Name: job_common_i16; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i16 ON pgboss.job_common USING btree (name, completed_on) WHERE (completed_on IS NOT NULL);


--
-- Name: job_common_i17; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i17 ON pgboss.job_common USING btree (name, singleton_key, created_on) WHERE ((state < 'active'::pgboss.job_state) AND (singleton_key IS NOT NULL));


--
-- Name: job_common_i2; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i2 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state = 'active'::pgboss.job_state) AND (policy = 'singleton'::text));


--
-- Name: job_common_i3; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i3 ON pgboss.job_common USING btree (name, state, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'stately'::text));


--
-- Name: job_common_i4; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i4 ON pgboss.job_common USING btree (name, singleton_on, COALESCE(singleton_key, ''::text)) WHERE ((state <> 'cancelled'::pgboss.job_state) AND (singleton_on IS NOT NULL));


--
-- Name: job_common_i6; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i6 ON pgboss.job_common USING btree (name, COALESCE(singleton_key, ''::text)) WHERE ((state <= 'active'::pgboss.job_state) AND (policy = 'exclusive'::text));


--
-- Name: job_common_i7; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i7 ON pgboss.job_common USING btree (name, group_id) WHERE ((state = 'active'::pgboss.job_state) AND (group_id IS NOT NULL));


--
-- Name: job_common_i8; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE UNIQUE INDEX job_common_i8 ON pgboss.job_common USING btree (name, singleton_key) WHERE ((state = ANY (ARRAY['active'::pgboss.job_state, 'retry'::pgboss.job_state, 'failed'::pgboss.job_state])) AND (policy = 'key_strict_fifo'::text));


--
-- Name: job_common_i9; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_common_i9 ON pgboss.job_common USING btree (name, id) WHERE (blocking AND (state = 'completed'::pgboss.job_state));


--
-- Name: job_dep_parent_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX job_dep_parent_idx ON pgboss.job_dependency USING btree (parent_name, parent_id);


--
-- Name: queue_stats_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_i1 ON ONLY pgboss.queue_stats USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: queue_stats_20261127_name_captured_on_deferred_count_queued_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_20261127_name_captured_on_deferred_count_queued_idx ON pgboss.queue_stats_20261127 USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: queue_stats_20261128_name_captured_on_deferred_count_queued_idx; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX queue_stats_20261128_name_captured_on_deferred_count_queued_idx ON pgboss.queue_stats_20261128 USING btree (name, captured_on DESC) INCLUDE (deferred_count, queued_count, ready_count, active_count, failed_count, total_count);


--
-- Name: warning_i1; Type: INDEX; Schema: pgboss; Owner: -
--

CREATE INDEX warning_i1 ON pgboss.warning USING btree (created_on DESC);


--
-- Name: deliveries_event_type_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_event_type_id_idx ON public.deliveries USING btree (event_type, id DESC);


--
-- Name: deliveries_event_uid_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_event_uid_idx ON public.deliveries USING btree (event_uid);


--
-- Name: deliveries_integration_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_integration_id_id_idx ON public.deliveries USING btree (integration_id, id DESC);


--
-- Name: deliveries_next_attempt_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_next_attempt_at_idx ON public.deliveries USING btree (next_attempt_at);


--
-- Name: deliveries_status_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX deliveries_status_id_idx ON public.deliveries USING btree (status, id DESC);


--
-- Name: delivery_updates_xid_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delivery_updates_xid_idx ON public.delivery_updates USING btree (xid);


--
-- Name: events_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_id_idx ON public.events USING btree (id);


--
-- Name: integrations_name_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX integrations_name_id_idx ON public.integrations USING btree (name, id);


--
-- Name: integrations_set_version_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX integrations_set_version_idx ON public.integrations USING btree (set_version);


--
-- Name: received_event_ids_received_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX received_event_ids_received_at_idx ON public.received_event_ids USING btree (received_at);


--
-- Name: scim_connections_name_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX scim_connections_name_key ON public.scim_connections USING btree (name);


--
-- Name: task_runs_delivery_id_attempt_number_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_runs_delivery_id_attempt_number_idx ON public.task_runs USING btree (delivery_id, attempt_number);


--
-- Name: task_runs_event_uid_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_runs_event_uid_idx ON public.task_runs USING btree (event_uid);


--
-- Name: task_runs_status_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_runs_status_id_idx ON public.task_runs USING btree (status, id DESC);


--
-- Name: task_runs_task_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_runs_task_id_id_idx ON public.task_runs USING btree (task_id, id DESC);


--
-- Name: job_common_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.job_pkey ATTACH PARTITION pgboss.job_common_pkey;


--
-- Name: queue_stats_20261127_name_captured_on_deferred_count_queued_idx; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_i1 ATTACH PARTITION pgboss.queue_stats_20261127_name_captured_on_deferred_count_queued_idx;


--
-- Name: queue_stats_20261127_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_pkey ATTACH PARTITION pgboss.queue_stats_20261127_pkey;


--
-- Name: queue_stats_20261128_name_captured_on_deferred_count_queued_idx; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_i1 ATTACH PARTITION pgboss.queue_stats_20261128_name_captured_on_deferred_count_queued_idx;


--
-- Name: queue_stats_20261128_pkey; Type: INDEX ATTACH; Schema: pgboss; Owner: -
--

ALTER INDEX pgboss.queue_stats_pkey ATTACH PARTITION pgboss.queue_stats_20261128_pkey;


--
-- Name: job_common dlq_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT dlq_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;


--
-- Name: job_common q_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.job_common
    ADD CONSTRAINT q_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;


--
-- Name: queue queue_dead_letter_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.queue
    ADD CONSTRAINT queue_dead_letter_fkey FOREIGN KEY (dead_letter) REFERENCES pgboss.queue(name);


--
-- Name: schedule schedule_name_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.schedule
    ADD CONSTRAINT schedule_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;


--
-- Name: subscription subscription_name_fkey; Type: FK CONSTRAINT; Schema: pgboss; Owner: -
--

ALTER TABLE ONLY pgboss.subscription
    ADD CONSTRAINT subscription_name_fkey FOREIGN KEY (name) REFERENCES pgboss.queue(name) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


