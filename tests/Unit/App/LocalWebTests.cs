using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Millrace.App;

namespace Millrace.Unit.App;

public sealed class LocalWebTests
{
    /// <summary>A web that reads settings out of the working folder also watches all that is written below it: each write of a ledger costs more then.</summary>
    [Fact]
    public async Task It_reads_no_file_of_the_working_folder_and_watches_none()
    {
        IConfigurationRoot? settings = null;
        await using var web = await LocalWeb.StartAsync(
            new Uri("http://127.0.0.1:0"),
            routes => settings = (IConfigurationRoot)routes.ServiceProvider.GetRequiredService<IConfiguration>(),
            TestContext.Current.CancellationToken
        );

        settings!.Providers.OfType<FileConfigurationProvider>().ShouldBeEmpty();
    }
}
