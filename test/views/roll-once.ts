/** A process that adds up once: `node roll-once.ts <database> <failpoints>`. */
import { openPool } from '../../src/db/connection.ts';
import { armFailpoints } from '../../src/kit/failpoint.ts';
import { rollUp } from '../../src/views/roll-up.ts';

const [url = '', failpoints = ''] = process.argv.slice(2);
armFailpoints(failpoints);
const pool = openPool(url, 'test roll-up', 1, 'batch');
await rollUp(pool, 'Asia/Kolkata', new Date());
await pool.end();
