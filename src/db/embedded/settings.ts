/** Settings of the server by PostgreSQL's own names. */
export type ServerSettings = Record<string, string>;

/**
 * The settings of the embedded server, fit for two cores and a small machine. `durable: false`
 * gives up crash safety and is only for databases that are thrown away.
 */
export function serverSettings(socketDir: string, durable: boolean): ServerSettings {
  return {
    ...reach(socketDir),
    ...SIZES,
    ...VACUUM,
    ...LOG,
    ...(durable ? DURABLE : THROW_AWAY),
    timezone: 'UTC',
  };
}

const reach = (socketDir: string): ServerSettings => ({
  // The server is reached over the socket only, and the socket's folder says by whom.
  listen_addresses: '',
  unix_socket_directories: socketDir,
  unix_socket_permissions: '0700',
  max_connections: '100',
});

const DURABLE: ServerSettings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_size: '4GB',
  // All that the log needed in a busy hour is kept through the quiet ones: a new segment is 16 MB of zeros, and while one is
  // made all commits wait, 60 to 120 ms.
  min_wal_size: '4GB',
};

const THROW_AWAY: ServerSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_wal_size: '2GB',
};

const SIZES: ServerSettings = {
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  wal_buffers: '16MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  jit: 'off',
  random_page_cost: '1.1',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
};

// Rows are inserted and updated all day long: clean up early, often and in small portions, so that
// counters stay small and the visibility map keeps index-only scans cheap. Statistics change less than
// rows do, and taking them costs a core for a second. Autovacuum rests as PostgreSQL makes it rest: five times the portion
// between two rests took one of two cores for as long as it lasted, and whoever waited for a payout then waited 60 ms.
// It looks every five seconds, because it tells the block indexes of all new blocks at once and without a rest: what came in
// thirty seconds took half a second, and one payout in fifty waited for that.
const VACUUM: ServerSettings = {
  autovacuum_max_workers: '2',
  autovacuum_naptime: '5s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_vacuum_insert_scale_factor: '0.1',
  autovacuum_analyze_scale_factor: '0.1',
};

// One file a day, a week of them. Terse, because the detail of an error holds values of rows.
const LOG: ServerSettings = {
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_min_messages: 'warning',
  log_min_error_statement: 'error',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_line_prefix: '%m [%p] ',
};
