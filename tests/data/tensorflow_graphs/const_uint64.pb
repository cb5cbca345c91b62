
4
yConst*
dtype0*
valueBŠ"Ú