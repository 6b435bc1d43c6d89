using System.CommandLine;
using System.Globalization;
using Millrace.Landing;
using Millrace.Landing.Exporting;

namespace Millrace.App.Export;

/// <summary>millrace export: a landed dataset as a Parquet file.</summary>
internal static class ExportCommand
{
    public static Command Build()
    {
        var dataset = new Option<string>("--dataset") { Description = "The dataset's id, such as sp-traffic.", Required = true };
        dataset.AcceptOnlyFromAmong([.. ParquetExport.Datasets]);
        var parquet = new Option<FileInfo>("--parquet") { Description = "The file that is written.", Required = true };
        var data = AppOptions.Data();
        var command = new Command("export", "Write a landed dataset to a Parquet file. The landing must not run meanwhile.")
        {
            dataset,
            parquet,
            data,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    var file = parsed.GetValue(parquet)!.FullName;
                    var id = parsed.GetValue(dataset)!;
                    var rows = await ParquetExport.RunAsync(parsed.GetValue(data)!.ToString(), id, file, cancel);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id}: {rows} rows in {file}"));
                    return 0;
                }
                catch (Exception fault) when (fault is LandingException or IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync(fault.Message);
                    return 1;
                }
            }
        );
        return command;
    }
}
