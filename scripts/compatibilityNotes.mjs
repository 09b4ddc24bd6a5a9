/** What differs from PUC on purpose, for docs/COMPATIBILITY.md: in general, and per library function. */
export const notes = {
  general: [
    'Coroutines can yield wherever a script is called back: in comparators of `table.sort`, in functions of `string.gsub`, in `__tostring`, in readers of `load`, in metamethods that `table.concat` and the like invoke. PUC raises "attempt to yield across a C-call boundary".',
    "`pairs` and `next` visit keys in the order of insertion; in PUC the order is arbitrary.",
    "Addresses in `tostring` and `%p` are serial numbers: unique, and the same in every run.",
    'Garbage is collected deterministically, at `collectgarbage` and after fixed amounts of allocation. `collectgarbage("count")` is an accounted figure (docs/GAS.md).',
    "Native libraries cannot be loaded: `package.cpath` is there and searched, and finds nothing that could be opened.",
    'Binary chunks have a format of their own; those of PUC are refused with "bad binary format".',
    "The libraries `channel` and `task` are additions for embedding; the command does not open them. Their section stands for the chapter on libraries.",
    "Limits of the host (instructions, call depth, string length and so on) end a run with an error that no script can catch.",
  ],
  functions: {},
};
