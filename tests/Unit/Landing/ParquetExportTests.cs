using DuckDB.NET.Data;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Documents;
using Millrace.Landing;
using Millrace.Landing.Exporting;
using Millrace.Unit.Contracts.Datasets;

namespace Millrace.Unit.Landing;

public sealed class ParquetExportTests
{
    private const int Records = 20;
    private static readonly string[] Added = ["day DATE", "hour INTEGER", "unknown_fields VARCHAR", "received_at TIMESTAMP"];

    [Fact]
    public async Task Every_dataset_is_read_back_with_the_types_of_its_declaration()
    {
        await using var rig = await LandingRig.OpenAsync();
        var random = new Random(1);
        foreach (var dataset in Declarations.All)
        {
            var records = Enumerable
                .Range(1, Records)
                .Select(n => RecordMaker.Make(dataset, random, $"{dataset.Id} {n}", isSparse: true));
            (await rig.LandAsync([.. records.Select(RecordMaker.Json)])).ShouldBe(new(Records, 0, 0));
        }

        await rig.Store.DisposeAsync();
        foreach (var dataset in Declarations.All)
        {
            var file = Path.Combine(rig.Folder.FullName, $"it's {dataset.Id}.parquet");
            (await ParquetExport.RunAsync(rig.Folder.FullName, dataset.Id, file, LandingRig.Cancel)).ShouldBe(Records);

            Read($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{Quoted(file)}')")
                .ShouldBe([.. dataset.Fields.Select(Column), .. Added]);
        }
    }

    [Fact]
    public async Task Documents_are_read_back_as_they_landed()
    {
        await using var rig = await LandingRig.OpenAsync();
        foreach (var dataset in Documents.All)
        {
            await rig.LandAsync(DocumentMaker.Whole(dataset, seed: 1).ToJsonString());
        }

        await rig.Store.DisposeAsync();
        foreach (var dataset in Documents.All)
        {
            var file = Path.Combine(rig.Folder.FullName, $"{dataset.Id}.parquet");
            (await ParquetExport.RunAsync(rig.Folder.FullName, dataset.Id, file, LandingRig.Cancel)).ShouldBe(1);
            Read($"SELECT document FROM '{Quoted(file)}'").ShouldBe([DocumentMaker.Whole(dataset, seed: 1).ToJsonString()]);
            Read($"SELECT column_name FROM (DESCRIBE SELECT * FROM '{Quoted(file)}') WHERE column_type = 'UUID'")
                .ShouldBe(["document_id"]);
        }
    }

    [Fact]
    public async Task Sums_are_exact_and_windows_are_instants()
    {
        await using var rig = await LandingRig.OpenAsync();
        await rig.LandAsync(
            LandingRig.Record(LandingRig.Id(1), ("cost", "0.1")),
            LandingRig.Record(LandingRig.Id(2), ("cost", "0.2"), ("time_window_start", "\"2026-07-12T00:00:00+05:30\""))
        );
        await rig.Store.DisposeAsync();
        var file = Path.Combine(rig.Folder.FullName, "out.parquet");
        await File.WriteAllTextAsync(file, "what was there before", LandingRig.Cancel);
        await ParquetExport.RunAsync(rig.Folder.FullName, "sp-traffic", file, LandingRig.Cancel);

        Read($"SELECT sum(cost), sum(cost) = 0.3 FROM '{Quoted(file)}'").ShouldBe(["0.3 True"]);
        Read($"SELECT epoch(time_window_start)::BIGINT, day::VARCHAR, hour FROM '{Quoted(file)}' ORDER BY 1")
            .ShouldBe([
                $"{Epoch("2022-02-01T10:00:00-08:00")} 2022-02-01 10",
                $"{Epoch("2026-07-12T00:00:00+05:30")} 2026-07-12 0",
            ]);
        Directory.EnumerateFiles(rig.Folder.FullName, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_landing_there_is_nothing_to_export()
    {
        var folder = Directory.CreateTempSubdirectory("millrace-export");
        var file = Path.Combine(folder.FullName, "out.parquet");
        var fault = await Should.ThrowAsync<LandingException>(() =>
            ParquetExport.RunAsync(folder.FullName, "sp-traffic", file, LandingRig.Cancel)
        );
        fault.Message.ShouldContain("name the folder of a landing with --data");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_of_an_older_version_says_how_it_gets_its_tables()
    {
        await using var rig = await LandingRig.OpenAsync();
        await rig.Store.DisposeAsync();
        LandingRig.Execute(rig.File, """DROP TABLE "amazon-marketing-stream"."sb-traffic" """);
        var file = Path.Combine(rig.Folder.FullName, "out.parquet");
        var fault = await Should.ThrowAsync<LandingException>(() =>
            ParquetExport.RunAsync(rig.Folder.FullName, "sb-traffic", file, LandingRig.Cancel)
        );
        fault.Message.ShouldContain("after `millrace land` has opened it once");
        File.Exists(file).ShouldBeFalse();
    }

    private static string Column(DatasetField field) =>
        field.Type switch
        {
            FieldType.String => $"{field.Name} VARCHAR",
            FieldType.Long => $"{field.Name} BIGINT",
            FieldType.Money => $"{field.Name} DECIMAL(18,6)",
            _ => $"{field.Name} TIMESTAMP WITH TIME ZONE",
        };

    private static long Epoch(string time) =>
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private static string Quoted(string file) => file.Replace("'", "''", StringComparison.Ordinal);

    private static List<string> Read(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(
                string.Join(
                    ' ',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(field =>
                            Convert.ToString(reader.GetValue(field), System.Globalization.CultureInfo.InvariantCulture)
                        )
                )
            );
        }

        return rows;
    }
}
