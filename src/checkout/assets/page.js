// Keeps an open payment page true: counts down, asks our own server for the status, and shows what it
// answers. Without this script the page has a button that does the same.
const askEveryMs = 3_000;
const askAtMostEveryMs = 30_000;
const lingerMs = 180_000;

const main = document.querySelector('main');
const state = document.getElementById('state');
const deadline = document.getElementById('deadline');
const { statusUrl, pageUrl, secondsLeft } = main.dataset;
const endsAtMs = Date.now() + Number(secondsLeft) * 1_000;

let timer;
let failures = 0;
let isAsking = false;
let isOver = false;

/** A live region speaks whenever its text is set, so it is set only when it says something else. */
function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

function count() {
  if (isOver) return;
  const left = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1_000));
  const parts = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60];
  if (parts[0] === 0) parts.shift();
  const shown = parts
    .map((part, at) => (at === 0 ? part : String(part).padStart(2, '0')))
    .join(':');
  deadline.textContent = left > 0 ? `for ${shown}` : 'no more';
  if (failures > 1) say('No connection. Trying again…');
  else if (left === 0) say('Time is up. Checking whether your payment arrived…');
  else if (left <= 60) say('Less than a minute left. Waiting for your payment…');
  else say('Waiting for your payment. This page updates by itself.');
  setTimeout(count, 1_000);
}

function askIn(ms) {
  clearTimeout(timer);
  if (!isOver) timer = setTimeout(ask, ms);
}

async function ask() {
  // A page that nobody looks at asks nothing; it asks at once when somebody does.
  if (isAsking || document.visibilityState === 'hidden') return;
  isAsking = true;
  try {
    const reply = await fetchHere(statusUrl);
    if (reply.status >= 500) throw new Error('later');
    const { status } = await reply.json();
    const isTooLate = Date.now() > endsAtMs + lingerMs;
    if (status !== 'created' || isTooLate) await showOutcome();
    failures = 0;
  } catch {
    failures += 1;
  }
  isAsking = false;
  askIn(Math.min(askEveryMs * 2 ** failures, askAtMostEveryMs));
}

/** The server's own page takes the place of this one, without a flash and with the focus on what is new. */
async function showOutcome() {
  const reply = await fetchHere(pageUrl);
  if (reply.status >= 500) throw new Error('later');
  const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const next = page.querySelector('main');
  if (next.dataset.status === 'created' && reply.ok) return;
  isOver = true;
  document.title = page.title;
  main.replaceWith(document.adoptNode(next));
  next.focus();
}

function fetchHere(url) {
  return fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
}

document.getElementById('check').hidden = true;
main.classList.add('watched');
document.addEventListener('visibilitychange', () => askIn(0));
count();
askIn(askEveryMs);
