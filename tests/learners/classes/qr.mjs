// Prints the modules of a text as rows of 0 and 1.
const { qrModules } = await import(process.argv[2]);
for (const row of qrModules(process.argv[3])) console.log(row.map(Number).join(""));
