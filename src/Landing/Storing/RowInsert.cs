using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Millrace.Landing.Records;
using static DuckDB.NET.Native.NativeMethods;
using Function = DuckDB.NET.Native.NativeMethods.TableFunction;

namespace Millrace.Landing.Storing;

/// <summary>
/// INSERT … SELECT from a table function that hands DuckDB whole columns, texts by their address: they are copied once, into its
/// storage. The appender of DuckDB.NET takes every text as UTF-16 by a call of its own and gathers the rows before it stores
/// them: twice the CPU for a row of sp-traffic.
/// </summary>
internal sealed unsafe class RowInsert : IDisposable
{
    private const string Name = "millrace_rows";

    /// <summary>
    /// The sources of all inserts. Queries of other connections can name the function too, so a source is found only by a number
    /// that nobody can guess.
    /// </summary>
    private static readonly ConcurrentDictionary<long, IRowSource> Sources = new();

    private readonly long number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private readonly string table;
    private readonly DuckDBPreparedStatement statement;

    /// <summary>Prepares the insert; the connection's database knows the function (<see cref="Register"/>).</summary>
    /// <exception cref="LandingException">DuckDB refuses it: the table is not there or has other columns.</exception>
    public RowInsert(DuckDBConnection connection, string schema, string table, IRowSource source)
    {
        this.table = table;
        Sources[number] = source;
        var names = string.Join(", ", source.Columns.Select(column => LandingSchema.Quote(column.Name)));
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO {LandingSchema.Quote(schema)}.{LandingSchema.Quote(table)} ({names}) FROM {Name}({number})"
        );
        if (PreparedStatements.DuckDBPrepare(connection.NativeConnection, sql, out statement) != DuckDBState.Success)
        {
            var error = PreparedStatements.DuckDBPrepareError(statement);
            Dispose();
            throw Refused(error);
        }
    }

    /// <summary>Makes the function known to the connection's database.</summary>
    /// <exception cref="LandingException">DuckDB does not take it.</exception>
    public static void Register(DuckDBConnection connection)
    {
        var function = Function.DuckDBCreateTableFunction();
        try
        {
            using var number = LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
            Function.DuckDBTableFunctionSetName(function, Name);
            Function.DuckDBTableFunctionAddParameter(function, number);
            Function.DuckDBTableFunctionSetBind(function, &Bind);
            Function.DuckDBTableFunctionSetInit(function, &Init);
            Function.DuckDBTableFunctionSetFunction(function, &Fill);
            if (Function.DuckDBRegisterTableFunction(connection.NativeConnection, function) != DuckDBState.Success)
            {
                throw new LandingException($"DuckDB {connection.ServerVersion} does not take the function {Name}.");
            }
        }
        finally
        {
            Function.DuckDBDestroyTableFunction(ref function);
        }
    }

    /// <summary>Inserts all rows that the source has now.</summary>
    /// <exception cref="LandingException">DuckDB refuses them; the transaction is lost.</exception>
    public void Run()
    {
        var state = PreparedStatements.DuckDBExecutePrepared(statement, out var result);
        var error = state == DuckDBState.Success ? null : Query.DuckDBResultError(ref result);
        Query.DuckDBDestroyResult(ref result);
        if (error is not null)
        {
            throw Refused(error);
        }
    }

    public void Dispose()
    {
        statement.Dispose();
        Sources.TryRemove(number, out _);
    }

    private LandingException Refused(string error) => new($"Rows cannot be inserted into {table}: {error}");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(IntPtr info)
    {
        try
        {
            using var parameter = Function.DuckDBBindGetParameter(info, 0);
            var number = Value.DuckDBGetInt64(parameter);
            if (!Sources.TryGetValue(number, out var source))
            {
                Function.DuckDBBindSetError(info, $"{Name} is the landing's own; it has no rows for others.");
                return;
            }

            foreach (var (name, kind) in source.Columns)
            {
                using var type = TypeOf(kind);
                Function.DuckDBBindAddResultColumn(info, name, type);
            }

            Function.DuckDBBindSetCardinality(info, (ulong)source.Rows, isExact: true);
            var reading = GCHandle.Alloc(new Reading(source));
            Function.DuckDBBindSetBindData(info, GCHandle.ToIntPtr(reading), &Free);
        }
        catch (Exception fault)
        {
            Function.DuckDBBindSetError(info, fault.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(IntPtr info)
    {
        var reading = (Reading)GCHandle.FromIntPtr(Function.DuckDBInitGetBindData(info)).Target!;
        reading.Next = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(IntPtr info, IntPtr output)
    {
        // The chunk is DuckDB's: the handle must not free it.
        var chunk = new DuckDBDataChunk(output);
        try
        {
            var reading = (Reading)GCHandle.FromIntPtr(Function.DuckDBFunctionGetBindData(info)).Target!;
            var rows = Math.Min(reading.Source.Rows - reading.Next, RowChunk.RowsMax);
            reading.Source.Fill(new RowChunk(chunk), reading.Next, rows);
            reading.Next += rows;
            DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)rows);
        }
        catch (Exception fault)
        {
            Function.DuckDBFunctionSetError(info, fault.Message);
        }
        finally
        {
            chunk.SetHandleAsInvalid();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(IntPtr reading) => GCHandle.FromIntPtr(reading).Free();

    private static DuckDBLogicalType TypeOf(ColumnKind kind) =>
        kind == ColumnKind.Money
            ? LogicalType.DuckDBCreateDecimalType(18, 6)
            : LogicalType.DuckDBCreateLogicalType(
                kind switch
                {
                    ColumnKind.Text => DuckDBType.Varchar,
                    ColumnKind.Whole => DuckDBType.BigInt,
                    ColumnKind.Number => DuckDBType.Double,
                    ColumnKind.Flag => DuckDBType.Boolean,
                    ColumnKind.Small => DuckDBType.Integer,
                    ColumnKind.Date => DuckDBType.Date,
                    ColumnKind.Time => DuckDBType.Timestamp,
                    ColumnKind.Uuid => DuckDBType.Uuid,
                    _ => throw new InvalidOperationException($"There is no column of kind {kind}."),
                }
            );

    /// <summary>How far a statement that runs has read.</summary>
    private sealed class Reading(IRowSource source)
    {
        public IRowSource Source => source;

        public int Next { get; set; }
    }
}
