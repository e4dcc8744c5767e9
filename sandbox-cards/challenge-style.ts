/** The style of the challenge page: one column for a phone, both colour schemes, nothing from anywhere else. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #eef1f6; --card: #ffffff; --text: #131a26; --quiet: #4d5869;
  --line: #d5dbe5; --accent: #14509b; --on-accent: #ffffff; --bad: #a3180f; --note: #fff3d1; --on-note: #5c3d00; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0e131b; --card: #171e29; --text: #eef2f8; --quiet: #a9b4c5; --line: #2c3646;
    --accent: #8cbcff; --on-accent: #0b1a30; --bad: #ff9d94; --note: #33290f; --on-note: #ffdf9a; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; min-height: 100dvh; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 26rem; margin: 0 auto; }
header { display: flex; align-items: center; gap: .6rem; padding: .5rem .25rem 1rem; font-weight: 600; }
.mark { width: 1.6rem; height: 1.6rem; border-radius: .4rem; background: var(--accent); }
main { padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; }
h1 { margin: 0 0 .25rem; font-size: 1.4rem; line-height: 1.25; }
p { margin: .5rem 0; color: var(--quiet); }
dl { margin: 1rem 0; border-top: 1px solid var(--line); }
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .6rem 0;
  border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input, button, .button { width: 100%; min-height: 3rem; padding: .6rem .9rem; border-radius: .6rem; font: inherit; }
input { margin-top: .35rem; border: 1px solid var(--quiet); background: var(--card); color: var(--text);
  font-size: 1.35rem; letter-spacing: .3em; font-variant-numeric: tabular-nums; }
button, .button { display: flex; align-items: center; justify-content: center; margin-top: .75rem;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600;
  text-decoration: none; cursor: pointer; }
.quiet { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wrong { color: var(--bad); }
.note { margin-top: 1.25rem; padding: .7rem .9rem; border-radius: .6rem; background: var(--note); color: var(--on-note); }
.code { font-variant-numeric: tabular-nums; letter-spacing: .05em; }
`;
