
6
yConst*
dtype0*
valueB‚€Ð¬ó"Ú