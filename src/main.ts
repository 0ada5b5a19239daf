console.log('irqdeck', process.version);
