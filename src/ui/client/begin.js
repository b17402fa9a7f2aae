// Style sheets show some things only where a script runs, and some only where none does.
document.documentElement.classList.add("has-script");
