using System.CommandLine;
using Millrace.Landing;
using Millrace.Landing.Querying;

namespace Millrace.App.Query;

/// <summary>millrace query: SQL over the landed data.</summary>
internal static class QueryCommand
{
    public static Command Build()
    {
        var sql = new Argument<string?>("SQL")
        {
            Description = "The statement; without it and without --file it is read from standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<FileInfo?>("--file", "-f") { Description = "Read the statement from a file." };
        var format = new Option<QueryFormat>("--format")
        {
            Description = "table, csv (RFC 4180) or json (an array of objects).",
            DefaultValueFactory = _ => QueryFormat.Table,
        };
        var data = AppOptions.Data();
        var command = new Command("query", "Ask the landed data with SQL. It is only ever read.") { sql, file, format, data };
        command.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    var text = await SqlAsync(parsed.GetValue(sql), parsed.GetValue(file), cancel);
                    using var http = QueryClient.CreateHttpClient();
                    var result = await new QueryClient(http).RunAsync(parsed.GetValue(data)!.ToString(), text, cancel);
                    QueryOutput.Write(Console.Out, result, parsed.GetValue(format));
                    if (result.Note is not null)
                    {
                        await Console.Error.WriteLineAsync(result.Note);
                    }

                    return 0;
                }
                catch (Exception fault)
                    when (fault is QueryException or LandingException or IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync(fault.Message);
                    return 1;
                }
            }
        );
        return command;
    }

    private static async Task<string> SqlAsync(string? sql, FileInfo? file, CancellationToken cancel)
    {
        if (sql is not null && file is not null)
        {
            throw new QueryException("Give the statement or --file, not both.");
        }

        return sql
            ?? (file is not null ? await File.ReadAllTextAsync(file.FullName, cancel) : await Console.In.ReadToEndAsync(cancel));
    }
}
